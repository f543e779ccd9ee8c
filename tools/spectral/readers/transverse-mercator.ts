/**
 * The transverse Mercator projection (UTM, Gauss-Krüger) by Krüger's series in the third flattening n, to order 6:
 * C. F. F. Karney, "Transverse Mercator with an accuracy of a few nanometers", Journal of Geodesy 85 (2011), 475-485,
 * eqs. 7 to 36. Error below 5 nm within 3900 km of the central meridian.
 */
export interface TransverseMercator {
  /** Ellipsoid: equatorial radius (m) and inverse flattening. */
  a: number;
  inverseFlattening: number;
  /** Degrees. */
  centralMeridian: number;
  latitudeOfOrigin: number;
  scale: number;
  falseEasting: number;
  falseNorthing: number;
}

const DEGREE = Math.PI / 180;

/** Map coordinates (m) → [longitude, latitude] in degrees, on the projection's own datum. */
export function inverseTransverseMercator(
  projection: TransverseMercator,
  easting: number,
  northing: number,
): [number, number] {
  const { e, n, radius } = ellipsoid(projection);
  const scaled = projection.scale * radius;
  const xi = (northing - projection.falseNorthing) / scaled + originXi(projection);
  const eta = (easting - projection.falseEasting) / scaled;
  let xiPrime = xi;
  let etaPrime = eta;
  inverseCoefficients(n).forEach((beta, index) => {
    const k = 2 * (index + 1);
    xiPrime -= beta * Math.sin(k * xi) * Math.cosh(k * eta);
    etaPrime -= beta * Math.cos(k * xi) * Math.sinh(k * eta);
  });
  const tauPrime = Math.sin(xiPrime) / Math.hypot(Math.sinh(etaPrime), Math.cos(xiPrime));
  const longitude = projection.centralMeridian + Math.atan2(Math.sinh(etaPrime), Math.cos(xiPrime)) / DEGREE;
  const latitude = Math.atan(geodeticTau(tauPrime, e)) / DEGREE;
  return [((longitude + 540) % 360) - 180, latitude];
}

/** [longitude, latitude] in degrees → map coordinates (m). */
export function forwardTransverseMercator(
  projection: TransverseMercator,
  longitude: number,
  latitude: number,
): [number, number] {
  const { radius } = ellipsoid(projection);
  const difference = ((((longitude - projection.centralMeridian) % 360) + 540) % 360) - 180;
  const [xi, eta] = forwardRatios(projection, difference * DEGREE, latitude * DEGREE);
  const scaled = projection.scale * radius;
  return [projection.falseEasting + scaled * eta, projection.falseNorthing + scaled * (xi - originXi(projection))];
}

function forwardRatios(projection: TransverseMercator, lambda: number, phi: number): [number, number] {
  const { e, n } = ellipsoid(projection);
  const tauPrime = conformalTau(Math.tan(phi), e);
  const xiPrime = Math.atan2(tauPrime, Math.cos(lambda));
  const etaPrime = Math.asinh(Math.sin(lambda) / Math.hypot(tauPrime, Math.cos(lambda)));
  let xi = xiPrime;
  let eta = etaPrime;
  forwardCoefficients(n).forEach((alpha, index) => {
    const k = 2 * (index + 1);
    xi += alpha * Math.sin(k * xiPrime) * Math.cosh(k * etaPrime);
    eta += alpha * Math.cos(k * xiPrime) * Math.sinh(k * etaPrime);
  });
  return [xi, eta];
}

function originXi(projection: TransverseMercator): number {
  return projection.latitudeOfOrigin === 0 ? 0 : forwardRatios(projection, 0, projection.latitudeOfOrigin * DEGREE)[0];
}

function ellipsoid({ a, inverseFlattening }: TransverseMercator): { e: number; n: number; radius: number } {
  const f = 1 / inverseFlattening;
  const n = f / (2 - f);
  // Rectifying radius, Karney eq. 14.
  const radius = (a / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64 + n ** 6 / 256);
  return { e: Math.sqrt(f * (2 - f)), n, radius };
}

/** Karney eqs. 7 to 9: tangent of the geodetic latitude to tangent of the conformal one. */
function conformalTau(tau: number, e: number): number {
  const sigma = Math.sinh(e * Math.atanh((e * tau) / Math.hypot(1, tau)));
  return tau * Math.hypot(1, sigma) - sigma * Math.hypot(1, tau);
}

/** Karney eqs. 19 to 21: the inverse, by Newton's method (converges to full precision in three steps). */
function geodeticTau(tauPrime: number, e: number): number {
  const e2 = e * e;
  let tau = tauPrime / (1 - e2);
  for (let step = 0; step < 5; step++) {
    const reached = conformalTau(tau, e);
    const change =
      ((tauPrime - reached) / Math.hypot(1, reached)) * ((1 + (1 - e2) * tau * tau) / ((1 - e2) * Math.hypot(1, tau)));
    tau += change;
    if (Math.abs(change) < 1e-15 * Math.max(1, Math.abs(tau))) break;
  }
  return tau;
}

/** Karney eq. 35. */
function forwardCoefficients(n: number): number[] {
  return [
    polynomial(n, 1, [1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800]),
    polynomial(n, 2, [13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360]),
    polynomial(n, 3, [61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440]),
    polynomial(n, 4, [49561 / 161280, -179 / 168, 6601661 / 7257600]),
    polynomial(n, 5, [34729 / 80640, -3418889 / 1995840]),
    polynomial(n, 6, [212378941 / 319334400]),
  ];
}

/** Karney eq. 36. */
function inverseCoefficients(n: number): number[] {
  return [
    polynomial(n, 1, [1 / 2, -2 / 3, 37 / 96, -1 / 360, -81 / 512, 96199 / 604800]),
    polynomial(n, 2, [1 / 48, 1 / 15, -437 / 1440, 46 / 105, -1118711 / 3870720]),
    polynomial(n, 3, [17 / 480, -37 / 840, -209 / 4480, 5569 / 90720]),
    polynomial(n, 4, [4397 / 161280, -11 / 504, -830251 / 7257600]),
    polynomial(n, 5, [4583 / 161280, -108847 / 3991680]),
    polynomial(n, 6, [20648693 / 638668800]),
  ];
}

/** coefficients[0]·n^lowest + coefficients[1]·n^(lowest+1) + … */
function polynomial(n: number, lowest: number, coefficients: number[]): number {
  return coefficients.reduceRight((sum, coefficient) => sum * n + coefficient, 0) * n ** lowest;
}
