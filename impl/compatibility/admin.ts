/**
 * `npm run compatibility:admin`: every command of mqadmin against a cluster of two masters, and what came of it as a section of
 * docs/compatibility.md. With `--show COMMAND`, what the commands of that name printed.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { startTestCluster } from "../testing/clusters.ts"
import { commands } from "./commands.ts"
import { missing } from "./mqadmin.ts"
import { machineLine, writeSection } from "./section.ts"
import { type Row, run, type Version } from "./run.ts"

const VERSIONS: readonly Version[] = ["4.9.7", "5.5.0"]

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const nameOf = (args: string): string => args.split(" ")[0] as string

const resultOf = (rows: readonly Row[]): string => {
  if (rows.length === 0) return "—"
  if (rows.some(({ worked }) => !worked)) return "**fails**"
  return rows.every(({ command }) => command.refused) ? "refused" : "works"
}

export const table = (results: ReadonlyMap<Version, readonly Row[]>): string => {
  const names = [...new Set(commands.filter(({ setup }) => !setup).map(({ args }) => nameOf(args)))]
  const of = (version: Version, name: string): readonly Row[] => (results.get(version) ?? []).filter(({ command }) => nameOf(command.args) === name)
  const lines = names.map((name) => {
    const notes = commands.filter(({ args, note }) => nameOf(args) === name && note !== undefined).map(({ note }) => note)
    return `| ${name} | ${VERSIONS.map((version) => resultOf(of(version, name))).join(" | ")} | ${[...new Set(notes)].join("; ")} |`
  })
  const counts = VERSIONS.map((version) => {
    const all = names.map((name) => resultOf(of(version, name)))
    const count = (result: string): number => all.filter((each) => each === result).length
    return `${version}: ${count("works")} work, ${count("refused")} are refused by name, ${count("**fails**")} fail`
  })
  return [`| command | ${VERSIONS.join(" | ")} | |`, "|---|---|---|---|", ...lines, "", `${counts.join(". ")}.`].join("\n")
}

const section = (results: ReadonlyMap<Version, readonly Row[]>): string => `## Admin commands

All commands of \`mqadmin\` 4.9.7 and 5.5.0 (\`rocketmq-tools\` from Maven Central, unchanged), run against \`cluster --mode multi-master --groups 2\`
by \`npm run compatibility:admin\` ${machineLine()}.

"works": the command printed what it prints when it has done its work. "refused": its subject does not exist here, and the broker or
NameServer answered with RocketMQ's REQUEST_CODE_NOT_SUPPORTED and the name of the request. "—": this version has no such command.

${table(results)}
`

const main = async (show: string | undefined): Promise<number> => {
  const why = missing()
  if (why !== undefined) {
    say(`compatibility:admin: skipped, ${why}; it needs a JDK and Maven`)
    return 0
  }
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-mqadmin-"))
  const results = new Map<Version, readonly Row[]>()
  try {
    for (const version of VERSIONS) {
      const cluster = await startTestCluster({ mode: "multi-master", groups: 2, replicas: 1, flush: "async", journal: false })
      try {
        const target = { nameServer: cluster.cluster.namesrvAddr, broker: cluster.addressOf("broker-a/n0"), brokerName: "broker-a", cluster: "DefaultCluster" }
        results.set(version, await run(version, dir, target))
      } finally {
        await cluster.stop()
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
  let failed = 0
  for (const [version, rows] of results)
    for (const { command, worked, printed } of rows) {
      if (!worked) failed++
      if (!worked || nameOf(command.args) === show) say(`${version} ${worked ? "ok" : "FAILS"}: ${command.args}\n${printed}`)
    }
  if (show !== undefined) return failed === 0 ? 0 : 1
  say(`${writeSection("compatibility:admin", section(results))}: written; ${failed} commands failed`)
  return 0
}

const flag = process.argv.indexOf("--show")
process.exitCode = await main(flag < 0 ? undefined : process.argv[flag + 1])
