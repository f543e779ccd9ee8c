import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bandTable } from '../tools/spectral/readers/band-table.ts';
import { enmapMetadata } from '../tools/spectral/readers/enmap-metadata.ts';
import { gf5Columns } from '../tools/spectral/readers/gf5-calibration.ts';
import { mutated, runs, survives } from './support/fuzz/runs.ts';

const BANDS = 8;
const band = (at: number) =>
  `<bandID number="${at + 1}"><wavelengthCenterOfBand>${420 + 50 * at}.5</wavelengthCenterOfBand><FWHMOfBand>8.2</FWHMOfBand>` +
  '<GainOfBand>0.0001</GainOfBand><OffsetOfBand>0</OffsetOfBand></bandID>';
const XML = `<?xml version="1.0"?><level_X><base><level>L2A</level><temporalCoverage><startTime>2022-07-24T10:45:26Z</startTime>
</temporalCoverage></base><specific><vnirProductQuality><expectedChannelsList>1,2,3,4</expectedChannelsList></vnirProductQuality>
<swirProductQuality><expectedChannelsList>5,6,7,8</expectedChannelsList></swirProductQuality><sunElevationAngle><center>55.5</center>
</sunElevationAngle><backgroundValue>-32768</backgroundValue><bandCharacterisation>${Array.from({ length: BANDS }, (_, at) => band(at)).join('\n')}
</bandCharacterisation></specific></level_X>`;

test('EnMAP metadata with anything in it is read or refused', () => {
  fc.assert(
    fc.property(mutated(XML), (xml) =>
      survives(() => {
        const metadata = enmapMetadata(xml, 'METADATA.XML', 'ENMAP01-____L2A-DT1');
        bandTable('METADATA.XML', BANDS, metadata.bands);
      }),
    ),
    runs(1200),
  );
});

test('elements that nest for ever', () => {
  survives(() => enmapMetadata('<a>'.repeat(100_000), 'METADATA.XML', ''));
  survives(() => enmapMetadata('<bandCharacterisation>'.repeat(20_000) + XML, 'METADATA.XML', ''));
});

const TEXT = Array.from({ length: BANDS }, (_, at) => `${390 + 4.3 * at},${4.3 + at / 10}`).join('\n');

test('GF-5 calibration texts with anything in them give one row a band or are refused', () => {
  fc.assert(
    fc.property(mutated(TEXT), (text) =>
      survives(() => {
        const [first, second] = gf5Columns(text, 'RadCal.raw', BANDS);
        expect([first.length, second.length]).toEqual([BANDS, BANDS]);
        bandTable('Spectral.raw', BANDS, { wavelengths: first, fwhm: second, bbl: [] });
      }),
    ),
    runs(1200),
  );
});

test('calibration rows come back as they were written, whatever separates them', () => {
  const number = fc.double({ min: 1e-6, max: 3000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(fc.tuple(number, number), { minLength: 2, maxLength: 40 }),
      fc.constantFrom(',', ';', '\t', '  ', ' , '),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      (rows, separator, end, heading) => {
        const lines = rows.map((row) => row.join(separator));
        const text = [...(heading ? ['gain, offset'] : []), ...lines].join(end);
        expect(gf5Columns(text, 'x.raw', rows.length)).toEqual([rows.map(([a]) => a), rows.map(([, b]) => b)]);
      },
    ),
    runs(500),
  );
});
