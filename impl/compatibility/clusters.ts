/**
 * `npm run compatibility:clusters`: stock Java clients against clusters of every mode whose brokers are killed, cut off and promoted.
 * What came of it is a section of docs/compatibility.md. With `--only MODE` or `--only VERSION`, part of it, and nothing is written.
 *
 * Brokers are processes, started by the command that users start, and struck through its control API; in the end every journal is
 * held against the spec.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Mode, modeNames } from "../cluster/modes.ts"
import { commandLine } from "../testing/processes.ts"
import { type Case, cell, type Ran, runCases, say, sayCase } from "./cases.ts"
import { javaProgram, type JavaProgram, missing } from "./mqadmin.ts"
import { machineLine, writeSection } from "./section.ts"

const versions = ["4.9.8", "5.5.0"] as const
type Version = (typeof versions)[number]

interface Setup {
  readonly mode: Mode
  /** Keys of `--set`. */
  readonly set: readonly string[]
}

const FAILOVER = "consumerFailoverToSlave=true"

/** What a slave does without its master is the one thing that a key decides. */
const setups: readonly Setup[] = modeNames.flatMap((mode): readonly Setup[] => (mode === "async-replication" || mode === "sync-double-write" ? [{ mode, set: [] }, { mode, set: [FAILOVER] }] : [{ mode, set: [] }]))

const nameOf = ({ mode, set }: Setup): string => [mode, ...set].join(", ")

/** The kit's clients look for queues anew each second, not every 20 s. */
const REBALANCE = "-Drocketmq.client.rebalance.waitInterval=1000"

const play = async ({ mode, set }: Setup, version: Version, { args, home }: JavaProgram): Promise<Ran> => {
  const data = mkdtempSync(join(tmpdir(), "rocketproof-clusters-"))
  const commands = commandLine()
  try {
    const cluster = commands.start("cluster", "--mode", mode, "--port", "0", "--processes", "--journal", "--data", data, ...set.flatMap((key) => ["--set", key]))
    const { namesrv, control } = JSON.parse(await cluster.line) as { readonly namesrv: string; readonly control: string }
    const ran = await runCases(["java", REBALANCE, ...args, "ClusterClient", namesrv, control, mode, String(set.includes(FAILOVER))], home)
    cluster.child.kill("SIGTERM")
    const { code } = await cluster.ended
    const judged = await commands.run("validate", data)
    const whole: Case = { case: "every step of every node was the spec's", status: code === 0 && judged.code === 0 ? "PASS" : "FAIL", detail: judged.out.trim().split("\n").pop() ?? `the cluster ended with ${code}` }
    sayCase(whole)
    return { client: "Java client", version, cases: [...ran.cases, whole] }
  } finally {
    commands.killAll()
    rmSync(data, { recursive: true, force: true })
  }
}

/** A row a case, a column a version, and what was seen by the last of them. */
export const tableOfSetup = (ran: readonly Ran[]): string => {
  const names = [...new Set(ran.flatMap(({ cases }) => cases.map((each) => each.case)))]
  const of = ({ cases }: Ran, name: string): Case | undefined => cases.find((each) => each.case === name)
  const lines = names.map((name) => `| ${cell(name)} | ${ran.map((each) => of(each, name)?.status ?? "—").join(" | ")} | ${cell(ran.map((each) => of(each, name)?.detail ?? "").at(-1) ?? "", 240)} |`)
  return [`| case | ${ran.map(({ version }) => version).join(" | ")} | seen with ${ran.at(-1)?.version} |`, `|---|${"---|".repeat(ran.length)}---|`, ...lines].join("\n")
}

const introduction = `\`rocketmq-client\` of both versions from Maven Central, unchanged, against \`cluster --mode MODE --processes\`, whose brokers are killed with
\`kill -9\`, cut off and promoted while clients send and read; by \`npm run compatibility:clusters\` ${machineLine()}. Producers are as an
application starts them, so they ask for routes every 30 s, unless a case says otherwise.`

const main = async (only: string | undefined): Promise<number> => {
  const why = missing()
  if (why !== undefined) {
    say(`compatibility:clusters: skipped, ${why}; it needs a JDK and Maven`)
    return 0
  }
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-client-"))
  const sections: string[] = []
  let failed = 0
  try {
    const programs = versions.filter((version) => only === undefined || only === version || !versions.includes(only as Version)).map((version) => [version, javaProgram("ClusterClient", version, dir)] as const)
    for (const setup of setups.filter(({ mode }) => only === undefined || only === mode || !modeNames.includes(only as Mode))) {
      const ran: Ran[] = []
      for (const [version, program] of programs) {
        say(`${nameOf(setup)}, ${version}:`)
        ran.push(await play(setup, version, program))
      }
      failed += ran.flatMap(({ cases }) => cases).filter(({ status }) => status === "FAIL").length
      sections.push(`### ${nameOf(setup)}\n\n${tableOfSetup(ran)}`)
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
  if (only !== undefined) return failed === 0 ? 0 : 1
  say(`${writeSection("compatibility:clusters", `## Java clients while brokers die\n\n${introduction}\n\n${sections.join("\n\n")}`)}: written; ${failed} cases failed`)
  return failed === 0 ? 0 : 1
}

const flag = process.argv.indexOf("--only")
process.exitCode = await main(flag < 0 ? undefined : process.argv[flag + 1])
