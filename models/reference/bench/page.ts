/**
 * `docs/benchmarks.md`, from the figures of a run.
 *
 * @module
 */
import type { AloneFigures, Figures, LargeFigures, RivalFigures, RowFigures, Stats } from "./figures.ts"
import { isMet } from "./figures.ts"

export const page = (figures: Figures): string =>
  [
    "# Benchmarks of the checker",
    "",
    "Written by `npm run bench:checker -- --json models/reference/bench/figures.json --page docs/benchmarks.md`. It brings Stateright",
    "through cargo and TLC through Maven, runs the same models in them and in ours turn about, each in a process of its own, with one",
    "worker, and takes the median. A goal is held against CPU seconds, since a machine is seldom idle: of ours those of all threads",
    "(compiling and collecting garbage too), from the first state to the last; of TLC, and of ours beside it, those of the whole process.",
    "Seconds on the clock stand beside them; on a machine with a load they say more of the neighbours than of the tools.",
    "",
    `${figures.date}. ${figures.machine}; load up to ${figures.load.toFixed(1)}. ${figures.versions.join("; ")}.`,
    "",
    ...(figures.rows.length === 0 ? [] : beside(figures.rows)),
    ...(figures.alone.length === 0 ? [] : ourselves(figures.alone)),
    ...(figures.large === undefined ? [] : largeLines(figures.large)),
    ...gaps(figures),
    ...(figures.evidence.length === 0 ? [] : evidence(figures)),
    ...(figures.profiles.length === 0 ? [] : profiles(figures.profiles))
  ].join("\n")

const table = (header: readonly string[], lines: readonly (readonly string[])[]): readonly string[] => [
  `| ${header.join(" | ")} |`,
  `|${header.map((_, i) => (i === 0 ? " --- " : " ---: ")).join("|")}|`,
  ...lines.map((cells) => `| ${cells.join(" | ")} |`),
  ""
]

const count = (n: number | null): string => (n === null ? "" : n.toLocaleString("en-US"))
const mebibytes = (bytes: number | null): string => (bytes === null ? "" : `${Math.round(bytes / 2 ** 20)} MiB`)
const seconds = (n: number | null): string => (n === null ? "" : n.toFixed(2))

const cellsOf = ({ unique, generated, seconds: clock, between, cpuSeconds, peakBytes, runs }: Stats): readonly string[] => [
  count(unique),
  count(generated),
  seconds(cpuSeconds),
  runs === 1 ? seconds(clock) : `${seconds(clock)} (${seconds(between[0])}–${seconds(between[1])})`,
  mebibytes(peakBytes),
  String(runs)
]

const beside = (rows: readonly RowFigures[]): readonly string[] => [
  "## Beside others",
  "",
  ...rows.flatMap(({ title, ours, rivals }) => [
    `**${title}**`,
    "",
    ...table(
      ["", "unique", "generated", "CPU s", "s on the clock", "peak memory", "runs", "their CPU s / ours", "on the clock", "goal"],
      [["ours", ...cellsOf(ours), "", "", ""], ...rivals.map((rival) => rivalCells(rival))]
    )
  ])
]

const rivalCells = ({ name, missing, stats, ratio, ratioOnTheClock, goal, sameCounts }: RivalFigures): readonly string[] => {
  if (stats === undefined) return [name, missing ?? "", "", "", "", "", "", "", "", `≥ ${goal}`]
  return [
    `${name}${sameCounts === true ? "" : " (**other counts**)"}`,
    ...cellsOf(stats),
    ratio === null || ratio === undefined ? "" : ratio.toFixed(1),
    ratioOnTheClock?.toFixed(1) ?? "",
    `≥ ${goal}: ${verdict(ratio, goal, "more")}`
  ]
}

const verdict = (value: number | null | undefined, goal: number, better: "less" | "more"): string => (value === null || value === undefined ? "not measured" : isMet(value, goal, better) ? "met" : "**missed**")

const figure = (value: number): string => (value >= 1000 ? count(Math.round(value)) : value.toFixed(1))

const ourselves = (all: readonly AloneFigures[]): readonly string[] => [
  "## Ours alone",
  "",
  ...aloneTable(all)
]

const aloneTable = (all: readonly AloneFigures[]): readonly string[] =>
  table(
    ["", "figure", "goal", "unique", "generated or steps", "CPU s", "s on the clock", "peak memory", "runs"],
    all.map(({ title, unit, goal, better, value, stats, missing }) => [
      title,
      value === undefined ? (missing ?? "") : `${figure(value)} ${unit}`,
      `${better === "less" ? "≤" : "≥"} ${figure(goal)}: ${verdict(value, goal, better)}`,
      ...(stats === undefined ? ["", "", "", "", "", ""] : cellsOf(stats))
    ])
  )

const largeLines = ({ date, machine, load, command, ...row }: LargeFigures): readonly string[] => [
  "## A hundred million states",
  "",
  `Once, ${date}, ${machine}, load up to ${load.toFixed(1)}: \`${command}\`. Past what may be in memory, fingerprints and traces are on disk.`,
  "",
  ...aloneTable([row])
]

/** What a reader must not have to look for. */
const gaps = ({ rows, alone, large }: Figures): readonly string[] => {
  const missed = [
    ...rows.flatMap(({ title, rivals }) =>
      rivals.flatMap(({ name, ratio, goal, missing, sameCounts }) => [
        ...(missing === undefined ? [] : [`- ${title}, against ${name}: not measured. ${missing}.`]),
        ...(ratio === null || ratio === undefined || isMet(ratio, goal, "more") ? [] : [`- ${title}, against ${name}: ${ratio.toFixed(1)} times as fast, aimed at ${goal}.`]),
        ...(sameCounts === false ? [`- ${title}, against ${name}: the counts differ.`] : [])
      ])
    ),
    ...[...alone, ...(large === undefined ? [] : [large])].flatMap(({ title, unit, goal, better, value, missing }) =>
      value === undefined ? [`- ${title}: not measured. ${missing}.`] : isMet(value, goal, better) ? [] : [`- ${title}: ${figure(value)} ${unit}, aimed at ${figure(goal)}.`]
    )
  ]
  return ["## Gaps", "", ...(missed.length === 0 ? ["None: every goal above was measured, and met."] : missed), ""]
}

const evidence = (figures: Figures): readonly string[] => [
  "## Where the other tool's counts are wrong",
  "",
  "The tables above compare with a mended copy of Stateright 0.31, in which two mistakes are put right (`models/reference/bench/rust.ts`):",
  "sets and maps go into a hash without their lengths (`src/util.rs`), so that neighbouring sets run together, and its Raft leaves two",
  "fields of a node out of its hash (`examples/raft.rs`). Both lose states. A third is left as it is: with a bound on the depth, its",
  "depth-first search does not come back to a state that it first met too deep, and what is behind it goes unseen.",
  "",
  ...figures.evidence.flatMap(({ question, answers }) => [`**${question}**`, "", ...answers.map(({ who, says }) => `- ${who}: ${says}`), ""])
]

const profiles = (all: Figures["profiles"]): readonly string[] => [
  "## Where the time goes",
  "",
  "The row with the fewest successors a second and, if a goal was missed, the row furthest from its own: share of time in each",
  "function itself.",
  "",
  ...all.flatMap(({ row, lines }) => [
    `**${row}**`,
    "",
    ...table(
      ["function", "file", "share"],
      lines.map(({ name, file, share }) => [`\`${name}\``, file === "" ? "" : `\`${file}\``, `${(share * 100).toFixed(1)} %`])
    )
  ])
]
