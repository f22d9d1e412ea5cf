/**
 * `docs/benchmarks-broker.md`, from the figures of runs.
 *
 * @module
 */
import { VERSION } from "../../replay/real/rocketmq.ts"
import type { Measured, RowFigures } from "./index.ts"
import { derived } from "./rows.ts"

export interface BrokerFigures {
  /** The kind of machine. */
  readonly machine: string
  /** In the order of the rows. */
  readonly rows: readonly RowFigures[]
}

/** `undefined`: nobody knows. */
export const isMet = ({ goal, ours, real }: Pick<RowFigures, "goal" | "ours" | "real">): boolean | undefined => {
  if (goal === undefined || ours === null || (goal.of === "ratio" && real === null)) return undefined
  const figure = goal.of === "figure" ? ours.median : ours.median / (real as Measured).median
  return goal.bound === "at least" ? figure >= goal.value : figure <= goal.value
}

const number = (value: number): string => (value >= 100 ? Math.round(value) : Math.round(value * 10) / 10).toLocaleString("en-US")
const spread = (measured: Measured | null, unit: string): string => (measured === null ? "–" : `${number(measured.median)} ${unit} (${number(measured.min)}–${number(measured.max)})`)
const ratio = ({ ours, real }: RowFigures): string => (ours === null || real === null ? "" : (ours.median / real.median).toFixed(2))

const goalText = (row: RowFigures): string => {
  if (row.goal === undefined) return ""
  const { of, bound, value } = row.goal
  const met = isMet(row)
  const said = `${bound === "at least" ? "≥" : "≤"} ${of === "ratio" ? `${value}×` : `${number(value)} ${row.unit}`}`
  return `${said}: ${met === undefined ? "not measured" : met ? "met" : "**missed**"}`
}

const section = (name: string, rows: readonly RowFigures[]): readonly string[] => [
  `## ${name}`,
  "",
  `| | ours | RocketMQ ${VERSION} | ours / RocketMQ | goal | runs |`,
  "| --- | ---: | ---: | ---: | ---: | ---: |",
  ...rows.map((row) => `| ${row.title} | ${spread(row.ours, row.unit)} | ${spread(row.real, row.unit)} | ${ratio(row)} | ${goalText(row)} | ${Math.max(row.ours?.runs ?? 0, row.real?.runs ?? 0)} |`),
  ""
]

/** Prices that follow from two rows. */
const prices = (rows: readonly RowFigures[]): readonly string[] => {
  const median = (id: string, whose: "ours" | "real"): number | undefined => rows.find((row) => row.id === id)?.[whose]?.median
  const lines = derived.flatMap(({ title, of, over }) => {
    const part = (whose: "ours" | "real"): string => {
      const [a, b] = [median(of, whose), median(over, whose)]
      return a === undefined || b === undefined ? "–" : `${Math.round((1 - a / b) * 100)} % fewer sends`
    }
    return part("ours") === "–" && part("real") === "–" ? [] : [`- ${title}: ours ${part("ours")}, RocketMQ ${part("real")}.`]
  })
  return lines.length === 0 ? [] : [...lines, ""]
}

const gaps = (rows: readonly RowFigures[]): readonly string[] => {
  const missed = rows.filter((row) => isMet(row) === false).map((row) => `- ${row.title}: ${row.goal?.of === "ratio" ? `${ratio(row)} times RocketMQ's` : spread(row.ours, row.unit)}, aimed at ${row.goal?.bound} ${row.goal?.value}${row.goal?.of === "ratio" ? " times" : ` ${row.unit}`}.`)
  const failed = rows.flatMap(({ title, problems }) => problems.map((problem) => `- ${title}: not measured as it should be: ${problem}.`))
  return missed.length + failed.length === 0 ? [] : ["## Gaps", "", ...missed, ...failed, ""]
}

export const brokerPage = ({ machine, rows }: BrokerFigures): string =>
  [
    "# Benchmarks of the brokers",
    "",
    "Written by `npm run bench:broker -- --json impl/cluster/bench/figures.json --page docs/benchmarks-broker.md`; `--only` measures some of the",
    `rows, and keeps the others of that file. Ours and RocketMQ ${VERSION} (through Maven) turn about, each cluster started for the one figure and`,
    "stopped behind it, clients and servers on the one machine. Sends and consumption with a name of threads are the stock Java client's; the",
    "rest a bare client's. The median counts; the least and the most stand behind it. RocketMQ's brokers have heaps of 256 MB to 1 GB.",
    "",
    `${[...new Set(rows.map(({ date }) => date))].sort().join(", ")}. ${machine}; load up to ${Math.max(0, ...rows.map(({ load }) => load))}, that of what is measured included.`,
    "",
    ...[...new Set(rows.map((row) => row.section))].flatMap((name) => section(name, rows.filter((row) => row.section === name))),
    ...prices(rows),
    ...gaps(rows)
  ].join("\n")
