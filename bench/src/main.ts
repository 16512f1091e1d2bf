import type { Bench } from './Bench.ts';
import { benchJoin } from './join/benchJoin.ts';
import { benchLatency } from './latency/benchLatency.ts';
import { describeMachine, toTable, writeResults } from './report.ts';
import { runBench } from './runBench.ts';
import { benchPage } from './page/benchPage.ts';
import { benchSfu } from './sfu/benchSfu.ts';
import { benchSignaling } from './signaling/benchSignaling.ts';

/** Every bench by its name. A new one is a row here. */
const benches = {
  join: benchJoin,
  latency: benchLatency,
  page: benchPage,
  signaling: benchSignaling,
  sfu: benchSfu,
} as const satisfies Record<string, Bench>;

const isName = (name: string): name is keyof typeof benches => Object.hasOwn(benches, name);

const words = process.argv.slice(2);
const isOption = (word: string | undefined) => word?.startsWith('--') ?? false;
const options = Object.fromEntries(
  words.flatMap((word, index) => (isOption(word) ? [[word.slice(2), words[index + 1] ?? '']] : [])),
);
const names = words.filter((word, index) => !isOption(word) && !isOption(words[index - 1]));
const unknown = names.filter((name) => !isName(name));
if (unknown.length > 0 || names.length === 0) {
  console.error(
    `Usage: npm run bench -- <name> … [--joins 30] [--rounds 6] [--seconds 5] [--browser firefox] [--json file], with any of: ${Object.keys(benches).join(', ')}`,
  );
  process.exitCode = 1;
} else {
  for (const name of names.filter(isName)) {
    console.log(`${name}: ${describeMachine()}`);
    const figures = await runBench(benches[name], { options, say: (line) => console.log(`  ${line}`) });
    console.log(`\n${toTable(figures)}\n\n${describeMachine()}`);
    console.log(`Also in ${writeResults(name, figures)}`);
  }
  process.exit();
}
