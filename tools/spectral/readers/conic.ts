/**
 * The conic projections of state and national grids: Lambert's conformal one and Albers' equal-area one, on the ellipsoid.
 * J. P. Snyder, "Map Projections: A Working Manual", USGS Professional Paper 1395 (1987), pp. 98-103 and 104-109.
 */
export interface Conic {
  method: 'lambert' | 'albers';
  /** Ellipsoid: equatorial radius (m) and inverse flattening. */
  a: number;
  inverseFlattening: number;
  /** Degrees. Both parallels are the same in the form with one standard parallel. */
  parallels: [number, number];
  latitudeOfOrigin: number;
  centralMeridian: number;
  /** Scale on the parallels; 1 but for the form with one parallel. */
  scale: number;
  falseEasting: number;
  falseNorthing: number;
}

const DEGREE = Math.PI / 180;

/** [longitude, latitude] in degrees → map coordinates (m). */
export function forwardConic(conic: Conic, longitude: number, latitude: number): [number, number] {
  const { n, radius } = constants(conic);
  const difference = ((((longitude - conic.centralMeridian) % 360) + 540) % 360) - 180;
  const theta = n * difference * DEGREE;
  const [rho, rho0] = [radius(latitude * DEGREE), radius(conic.latitudeOfOrigin * DEGREE)];
  return [conic.falseEasting + rho * Math.sin(theta), conic.falseNorthing + rho0 - rho * Math.cos(theta)];
}

/** Map coordinates (m) → [longitude, latitude] in degrees, on the projection's own datum. */
export function inverseConic(conic: Conic, easting: number, northing: number): [number, number] {
  const { n, radius, latitudeAt } = constants(conic);
  const sign = Math.sign(n);
  const x = sign * (easting - conic.falseEasting);
  const y = sign * (radius(conic.latitudeOfOrigin * DEGREE) - (northing - conic.falseNorthing));
  const longitude = conic.centralMeridian + Math.atan2(x, y) / n / DEGREE;
  return [((longitude + 540) % 360) - 180, latitudeAt(sign * Math.hypot(x, y)) / DEGREE];
}

/** Cone constant, and the radius of a parallel with its inverse (radians). */
interface ConicConstants {
  n: number;
  radius: (phi: number) => number;
  latitudeAt: (rho: number) => number;
}

function constants(conic: Conic): ConicConstants {
  const f = 1 / conic.inverseFlattening;
  const e2 = f * (2 - f);
  const e = Math.sqrt(e2);
  const [phi1, phi2] = conic.parallels.map((degrees) => degrees * DEGREE);
  const single = Math.abs(phi1 - phi2) < 1e-10;
  // Snyder eq. 14-15.
  const m = (phi: number) => Math.cos(phi) / Math.sqrt(1 - e2 * Math.sin(phi) ** 2);
  const a = conic.a * conic.scale;
  if (conic.method === 'lambert') {
    // Eqs. 15-9a, 15-8, 15-10, 15-7.
    const t = (phi: number) =>
      Math.tan(Math.PI / 4 - phi / 2) / ((1 - e * Math.sin(phi)) / (1 + e * Math.sin(phi))) ** (e / 2);
    const n = single ? Math.sin(phi1) : Math.log(m(phi1) / m(phi2)) / Math.log(t(phi1) / t(phi2));
    const factor = (a * m(phi1)) / (n * t(phi1) ** n);
    return {
      n,
      radius: (phi) => factor * t(phi) ** n,
      latitudeAt: (rho) => {
        const reached = (rho / factor) ** (1 / n);
        return converge(Math.PI / 2 - 2 * Math.atan(reached), (phi) => {
          const sine = e * Math.sin(phi);
          return Math.PI / 2 - 2 * Math.atan(reached * ((1 - sine) / (1 + sine)) ** (e / 2));
        });
      },
    };
  }
  // Eqs. 3-12, 14-14, 14-13, 14-12; inverse 14-19 and 3-16.
  const q = (phi: number) => {
    const sine = Math.sin(phi);
    return (1 - e2) * (sine / (1 - e2 * sine ** 2) + Math.atanh(e * sine) / e);
  };
  const n = single ? Math.sin(phi1) : (m(phi1) ** 2 - m(phi2) ** 2) / (q(phi2) - q(phi1));
  const c = m(phi1) ** 2 + n * q(phi1);
  return {
    n,
    radius: (phi) => (a * Math.sqrt(Math.max(0, c - n * q(phi)))) / n,
    latitudeAt: (rho) => {
      const reached = (c - ((rho * n) / a) ** 2) / n;
      return converge(Math.asin(Math.max(-1, Math.min(1, reached / 2))), (phi) => {
        const sine = Math.sin(phi);
        const w2 = 1 - e2 * sine ** 2;
        return phi + ((w2 ** 2 / (2 * Math.cos(phi))) * (reached - q(phi))) / (1 - e2);
      });
    },
  };
}

/** Repeats a step until it moves by less than 0.1 mm on the ground; both series need some five steps. */
function converge(start: number, step: (phi: number) => number): number {
  let phi = start;
  for (let round = 0; round < 15; round++) {
    const next = step(phi);
    if (Math.abs(next - phi) < 1e-11) return next;
    phi = next;
  }
  return phi;
}
