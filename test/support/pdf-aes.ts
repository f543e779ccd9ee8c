import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/**
 * The standard security handler of PDF 2.0: AES with a key of 256 bits, revision 6 (ISO 32000-2, 7.6.4.3 and 7.6.4.4,
 * algorithms 2.B, 8, 9 and 10).
 */
export function aesHandler(
  userPassword: string,
  ownerPassword: string,
): { dictionary: string; encrypt(data: Buffer): Buffer } {
  const [user, owner] = [Buffer.from(userPassword, 'utf8'), Buffer.from(ownerPassword, 'utf8')];
  const key = randomBytes(32);
  const [u, ue] = entries(user, key, Buffer.alloc(0));
  const [o, oe] = entries(owner, key, u);
  const permissions = Buffer.alloc(16, 0xff);
  permissions.writeInt32LE(PERMISSIONS);
  permissions.write('Tadb', 8, 'latin1');
  const perms = aes('aes-256-ecb', key, null, permissions, false);
  const hex = (bytes: Buffer) => `<${bytes.toString('hex')}>`;
  return {
    dictionary:
      '<< /Filter /Standard /V 5 /R 6 /Length 256 /CF << /StdCF << /CFM /AESV3 /AuthEvent /DocOpen /Length 32 >> >> ' +
      `/StmF /StdCF /StrF /StdCF /P ${PERMISSIONS} /U ${hex(u)} /UE ${hex(ue)} /O ${hex(o)} /OE ${hex(oe)} /Perms ${hex(perms)} >>`,
    encrypt: (data) => {
      const start = randomBytes(16);
      return Buffer.concat([start, aes('aes-256-cbc', key, start, data, true)]);
    },
  };
}

const PERMISSIONS = -4;

/** U and UE, or O and OE, which also hang on U. */
function entries(password: Buffer, key: Buffer, u: Buffer): [check: Buffer, wrapped: Buffer] {
  const [validation, wrapping] = [randomBytes(8), randomBytes(8)];
  const check = Buffer.concat([hardened(password, validation, u), validation, wrapping]);
  const wrapped = aes('aes-256-cbc', hardened(password, wrapping, u), Buffer.alloc(16), key, false);
  return [check, wrapped];
}

/** Algorithm 2.B. */
function hardened(password: Buffer, salt: Buffer, u: Buffer): Buffer {
  let k = createHash('sha256')
    .update(Buffer.concat([password, salt, u]))
    .digest();
  for (let round = 0, last = 0; round < 64 || last > round - 32; round++) {
    const once = Buffer.concat([password, k, u]);
    const k1 = Buffer.concat(Array.from({ length: 64 }, () => once));
    const e = aes('aes-128-cbc', k.subarray(0, 16), k.subarray(16, 32), k1, false);
    const rest = e.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    k = createHash(['sha256', 'sha384', 'sha512'][rest]!).update(e).digest();
    last = e.at(-1)!;
  }
  return k.subarray(0, 32);
}

function aes(name: string, key: Buffer, start: Buffer | null, data: Buffer, padded: boolean): Buffer {
  const cipher = createCipheriv(name, key, start).setAutoPadding(padded);
  return Buffer.concat([cipher.update(data), cipher.final()]);
}
