/**
 * `npm run findings`: what real 4.9.7 groups say, held against `spec/dledger`, and the runs of its models that promise something lost,
 * tried on the real jars. A report to the standard output; with `--write` also into docs/findings.md, where those that did not come to
 * their end, or were not run, stay as they were. Names of scenarios run those alone;
 * `--keep=DIR` keeps the recordings and the stores. Skipped, and said so, without a JDK and Maven. Exit 1 if one did not come to its end.
 *
 * @module
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { machine } from "../cli/machine.ts"
import { withSection } from "../cli/marked.ts"
import { missing } from "../compatibility/mqadmin.ts"
import { missing as noRocketMQ, VERSION } from "../replay/real/rocketmq.ts"
import { judgeRecording, type RecordingJudged } from "../wire/judge-recording.ts"
import { recordingLines } from "../wire/tell.ts"
import { loadProgram, realGroup } from "./real-group.ts"
import { type Outcome, type Scenario, scenarios } from "./scenarios.ts"

const FILE = fileURLToPath(new URL("../../docs/findings.md", import.meta.url))
const BEGIN = "<!-- npm run findings -- --write writes from here -->"
const END = "<!-- to here -->"

interface Found {
  readonly scenario: Scenario
  readonly outcome: Outcome | { readonly failed: string }
  readonly judged: RecordingJudged
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const play = async (scenario: Scenario, dir: string, file: string, program: ReturnType<typeof loadProgram>): Promise<Found> => {
  const group = await realGroup(dir, file, program, scenario.settings)
  let outcome: Found["outcome"]
  try {
    outcome = await scenario.run(group)
  } catch (error) {
    outcome = { failed: (error as Error).message }
  } finally {
    await group.end()
  }
  return { scenario, outcome, judged: await judgeRecording(file) }
}

const n = (count: number): string => count.toLocaleString("en-US")

export const section = ({ scenario: { title, question }, outcome, judged }: Found): string => {
  const result = "failed" in outcome ? `Not finished: ${outcome.failed}.` : `${n(outcome.acked)} messages acked, **${outcome.lost === undefined ? "and no broker serves them" : `${n(outcome.lost)} of them lost`}**. ${outcome.story.map((each) => `${each}.`).join(" ")}`
  return [`### ${title}`, "", question, "", result, "", "```text", ...recordingLines(judged), "```"].join("\n")
}

const titled = ({ title }: Scenario): string => `### ${title}\n`

/** As it is in the file now; empty: it is not. */
const sectionIn = (text: string, scenario: Scenario): string => {
  const from = text.indexOf(titled(scenario))
  const rest = text.slice(from + titled(scenario).length)
  return from < 0 ? "" : `${titled(scenario)}${rest.slice(0, rest.search(/^### |^<!-- to here/m))}`.trim()
}

/** The sections anew: of those that have come to their end, with when and where. */
export const sectionsWith = (text: string, found: readonly Found[], stamp: string): string =>
  scenarios
    .map((scenario) => {
      const one = found.find((each) => each.scenario === scenario && !("failed" in each.outcome))
      return one === undefined ? sectionIn(text, scenario) : section(one).replace(titled(scenario), `${titled(scenario)}\n${stamp}\n`)
    })
    .filter((each) => each !== "")
    .join("\n\n")

const main = async (args: readonly string[]): Promise<number> => {
  const why = missing() ?? noRocketMQ()
  if (why !== undefined) {
    say(`findings: skipped, ${why}; it needs a JDK and Maven`)
    return 0
  }
  const keep = args.find((arg) => arg.startsWith("--keep="))?.slice("--keep=".length)
  const names = args.filter((arg) => !arg.startsWith("--"))
  const unknown = names.find((name) => !scenarios.some(({ id }) => id === name))
  if (unknown !== undefined) throw new Error(`there is no scenario ${unknown}: ${scenarios.map(({ id }) => id).join(", ")}`)
  const dir = keep ?? mkdtempSync(join(tmpdir(), "rocketproof-findings-"))
  mkdirSync(dir, { recursive: true })
  const found: Found[] = []
  try {
    const program = loadProgram(dir)
    for (const scenario of scenarios.filter(({ id }) => names.length === 0 || names.includes(id))) {
      if (process.stderr.isTTY) process.stderr.write(`${scenario.title} …\n`)
      const one = await play(scenario, join(dir, scenario.id), join(dir, `${scenario.id}.jsonl`), program)
      found.push(one)
      say(`${section(one)}\n`)
    }
  } finally {
    if (keep === undefined) rmSync(dir, { recursive: true, force: true })
  }
  if (args.includes("--write")) {
    const text = readFileSync(FILE, "utf8")
    const stamp = `RocketMQ ${VERSION} (DLedger 0.3.1.2), ${new Date().toISOString().slice(0, 10)}, ${machine()}.`
    writeFileSync(FILE, withSection(text, BEGIN, END, `\n${sectionsWith(text, found, stamp)}\n`))
  }
  return found.some(({ outcome }) => "failed" in outcome) ? 1 : 0
}

process.exitCode = await main(process.argv.slice(2))
