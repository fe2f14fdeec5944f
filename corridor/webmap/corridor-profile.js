/* Profile: kilometres and hours added up along a route, and where a kilometre lies. Pure:
   tables in, numbers out. Hours in, hours out; the chart turns them into days. */

/* Adds a route's steps up: what each begins and ends with, in km, h and bounds. Where each
   step tells the P10 and P90 of the hours until its end, these are the bounds, for quantiles
   do not add up; else they are the sums of all low and of all high figures. */
function cumulated(steps) {
  const sum = { km: 0, h: 0, low: 0, high: 0 };
  const quantiles = hasQuantiles(steps);
  return steps.map((step) => {
    const from = { ...sum };
    sum.km += step.distance_km;
    sum.h += step.time_h;
    sum.low = quantiles ? step.p10_h : sum.low + step.low_h;
    sum.high = quantiles ? step.p90_h : sum.high + step.high_h;
    return { ...step, from, to: { ...sum } };
  });
}

function hasQuantiles(steps) {
  return steps.length > 0 && steps.every((step) => Number.isFinite(step.p10_h) && Number.isFinite(step.p90_h));
}

/* The part a kilometre falls in, and hours with bounds there; a border's end, not its start. */
function atKilometre(parts, km) {
  const last = parts[parts.length - 1];
  const within = Math.min(Math.max(km, 0), last.to.km);
  const part = parts.find((one) => one.to.km > within) ?? last;
  const length = part.to.km - part.from.km;
  const share = length > 0 ? (within - part.from.km) / length : 1;
  const mix = (name) => part.from[name] + share * (part.to[name] - part.from[name]);
  return { part, share, km: within, h: mix("h"), low: mix("low"), high: mix("high") };
}

/* The point at a share (0 to 1) of a line of [lat, lon], by length on the sphere. */
function alongLine(points, share) {
  const lengths = points.slice(1).map((point, i) => {
    const [lat, lon] = points[i];
    const shrink = Math.cos((((lat + point[0]) / 2) * Math.PI) / 180);
    return Math.hypot(point[0] - lat, (point[1] - lon) * shrink);
  });
  let left = share * lengths.reduce((sum, length) => sum + length, 0);
  for (let i = 0; i < lengths.length; i += 1) {
    if (left <= lengths[i] && lengths[i] > 0) {
      const t = left / lengths[i];
      return [0, 1].map((n) => points[i][n] + t * (points[i + 1][n] - points[i][n]));
    }
    left -= lengths[i];
  }
  return points[points.length - 1];
}
