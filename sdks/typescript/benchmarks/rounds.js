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

/** Prints how many times as long as ours the others take, beside what is aimed at: the least ratio, or the most. */
export function report(title, unit, times, targets) {
  const [ours] = Object.keys(times);
  console.log(`\n${title}: ${times[ours].toFixed(times[ours] < 1000 ? 0 : 2)} ns a ${unit}`);
  for (const [name, { least, most }] of Object.entries(targets)) {
    const ratio = most === undefined ? times[name] / times[ours] : times[ours] / times[name];
    const isMet = most === undefined ? ratio >= least : ratio <= most;
    const told = most === undefined ? `${ratio.toFixed(2)} times as fast as` : `${ratio.toFixed(2)} times the time of`;
    const target = most === undefined ? `at least ${least}` : `at most ${most}`;
    console.log(`  ${isMet ? "✓" : "✗"} ${told} ${name} (${times[name].toFixed(0)} ns; target: ${target})`);
  }
}
