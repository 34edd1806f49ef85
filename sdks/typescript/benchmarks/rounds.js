/** How often each contender is measured. What else the machine does only ever makes a round longer, so the shortest one counts. */
const ROUNDS = 30;
/** How long a measurement takes at least, in milliseconds. */
const LEAST = 30;

/**
 * Measures contenders in turn, so that each meets the same machine, and returns the shortest time of each in nanoseconds a unit.
 *
 * @param {Record<string, () => unknown>} contenders each does the same work once
 * @param {number} units how many units the work has
 */
export async function measure(contenders, units) {
  const names = Object.keys(contenders);
  const times = Object.fromEntries(names.map((name) => [name, Number.POSITIVE_INFINITY]));
  const repeats = Object.fromEntries(names.map((name) => [name, 1]));
  for (const name of names) {
    for (let time = 0; time < LEAST; ) {
      time = await once(contenders[name], repeats[name]);
      if (time < LEAST) repeats[name] = Math.ceil(repeats[name] * Math.min(8, Math.max(1.2, LEAST / (time + 0.1))));
    }
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const name of names) {
      const time = await once(contenders[name], repeats[name]);
      times[name] = Math.min(times[name], (time * 1e6) / repeats[name] / units);
    }
  }
  return times;
}

async function once(work, repeats) {
  // Of the processor: other programs of the machine count for nothing.
  const start = process.cpuUsage();
  for (let repeat = 0; repeat < repeats; repeat++) await work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

/**
 * Prints how many times as long as ours the others take, beside the targets: the least ratio, or the most, and why it is missed where it can be.
 *
 * @param {Record<string, { least?: number, most?: number, why?: string }>} targets
 */
export function report(what, unit, times, targets) {
  const [ours] = Object.keys(times);
  for (const [peer, target] of Object.entries(targets)) {
    const measured = target.most === undefined ? times[peer] / times[ours] : times[ours] / times[peer];
    print({ what, with: peer, ours: shown(times[ours], unit), theirs: shown(times[peer], unit), measured, ...target });
  }
}

/** Prints a measurement as a line of JSON for `cargo xtask bench`, and for people. */
export function print(row) {
  const { what, ours, theirs, measured, least, most } = row;
  const isMet = most === undefined ? measured >= least : measured <= most;
  const target = most === undefined ? `at least ${least}` : `at most ${most}`;
  const beside = row.with ? `, beside ${row.with} (${theirs})` : "";
  console.error(`${isMet ? "✓" : "✗"} ${what}: ${ours}${beside}: ${measured.toFixed(2)}, target: ${target}`);
  console.log(JSON.stringify(row));
}

function shown(time, unit) {
  const text =
    time < 10_000
      ? `${time.toFixed(0)} ns`
      : time < 1e6
        ? `${(time / 1e3).toFixed(1)} µs`
        : `${(time / 1e6).toFixed(1)} ms`;
  return `${text} per ${unit}`;
}
