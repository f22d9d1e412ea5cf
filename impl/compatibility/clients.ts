/**
 * `npm run compatibility:clients`: clients of other languages against a cluster, and what came of it as a section of
 * docs/compatibility.md. With `--only NAME`, one of them, and nothing is written. With `--at NAMESERVER,BROKER`, against what runs there.
 *
 * @module
 */
import { execFileSync, type StdioOptions } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { startTestCluster } from "../testing/clusters.ts"
import { missingOf, runCases, say, tableOf, type Tool } from "./cases.ts"
import { javaProgram } from "./mqadmin.ts"
import { machineLine, writeSection } from "./section.ts"

interface Language {
  readonly name: string
  /** What must be there, to run with `--version` or `version`. */
  readonly tools: readonly Tool[]
  /** Fetches and builds in `dir`; the command that runs it. */
  readonly prepare: (dir: string) => readonly [program: string, ...args: string[]]
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

const quietly: { readonly stdio: StdioOptions } = { stdio: ["ignore", "ignore", "inherit"] }

/** Of each line one: the first that has transactions as they are now, and those before and behind what the sections above are about. */
const JAVA_VERSIONS = ["4.3.2", "4.7.1", "5.1.4", "5.3.1"]

/** With those the edges are tried: the last of 4.9, the last, and one between. */
const EDGE_VERSIONS = ["4.9.8", "5.1.4", "5.5.0"]

/** What can be popped in order. */
const POP_VERSION = "5.5.0"

/** What the networking library of 4.3 to 4.7 takes for granted, and Java 17 does not give by itself. */
const OPENS = ["java.lang", "java.nio", "sun.nio.ch", "jdk.internal.misc"].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`)

const JAVA_TOOLS: readonly Tool[] = [
  ["java", "-version"],
  ["javac", "-version"],
  ["mvn", "-version"]
]

/** A program of ours with a Java client of this version. */
const java = (name: string, program: string, version: string): Language => ({
  name,
  tools: JAVA_TOOLS,
  prepare: (dir) => ["java", ...OPENS, `-Dclient.version=${version}`, ...javaProgram(`java/${program}`, version, dir).args, program]
})

export const languages: readonly Language[] = [
  ...JAVA_VERSIONS.map((version) => java(`java-${version}`, "JavaCases", version)),
  ...EDGE_VERSIONS.flatMap((version) => [java(`java-edge-sends-${version}`, "EdgeSends", version), java(`java-edge-reads-${version}`, "EdgeReads", version)]),
  java("java-pop", "PopCases", POP_VERSION),
  {
    name: "go",
    tools: [["go", "version"]],
    prepare: (dir) => {
      const program = join(dir, "go-cases")
      execFileSync("go", ["build", "-o", program, "."], { cwd: here("go"), ...quietly })
      return [program]
    }
  },
  { name: "npm", tools: [], prepare: () => [process.execPath, "--import", "tsx", here("ali-ons.ts")] },
  {
    name: "pypi",
    tools: [["python3", "--version"]],
    prepare: (dir) => {
      const venv = join(dir, "venv")
      execFileSync("python3", ["-m", "venv", venv], quietly)
      execFileSync(join(venv, "bin", "pip"), ["install", "--quiet", "--disable-pip-version-check", "-r", here("python/requirements.txt")], quietly)
      return [join(venv, "bin", "python"), here("python/main.py")]
    }
  }
]

const NOT_RUN = `Not run, and why:

- \`rocketmq-client-nodejs\` (npm), \`rocketmq-python-client\`, \`rocketmq-client\`, \`rocketmqpy\` (PyPI), \`rocketmq-client-java\` (Maven Central):
  they speak gRPC to RocketMQ 5's Proxy. Their calls are answered UNIMPLEMENTED with what to do; where they use TLS, the handshake fails. The
  broker's log tells which client it was (\`--log-level warn\`).
- \`rocketmq-client-python\` 2.0.0 (PyPI): it needs a librocketmq that no registry has; without it its import fails.
- \`pyrocketmq\` 0.3.4 (PyPI): it calls the Java client through JPype, which has its own section above.
- \`rocketmq\` 5.0.0 (crates.io): gRPC. \`rocketmq-client-rust\` 1.0.0 (crates.io), which is not Apache's, speaks remoting and was not tried.
- C#: no client that speaks remoting was found.
`

const main = async (only: string | undefined, at: string | undefined): Promise<number> => {
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-clients-"))
  const tables: string[] = []
  let failed = 0
  try {
    for (const language of languages.filter(({ name }) => only === undefined || name === only)) {
      const missing = missingOf(language.tools)
      if (missing !== undefined) {
        say(`${language.name}: skipped, there is no ${missing} here`)
        tables.push(`### ${language.name}\n\nSkipped: there was no ${missing} on this machine.`)
        continue
      }
      const command = language.prepare(dir)
      const cluster = at === undefined ? await startTestCluster({ mode: "multi-master", groups: 1, replicas: 1, flush: "async", journal: false }) : undefined
      try {
        const [nameServer, broker] = cluster === undefined ? (at ?? "").split(",") : [cluster.cluster.namesrvAddr, cluster.addressOf("broker-a/n0")]
        const ran = await runCases([...command, nameServer ?? "", broker ?? ""])
        failed += ran.cases.filter(({ status }) => status === "FAIL").length
        tables.push(tableOf(ran))
      } finally {
        await cluster?.stop()
      }
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
  if (only !== undefined || at !== undefined) return failed === 0 ? 0 : 1
  const introduction = `Clients from their registries, unchanged, against \`cluster --mode multi-master --groups 1\`, by\n\`npm run compatibility:clients\` ${machineLine()}.`
  const file = writeSection("compatibility:clients", `## Clients of other languages, and further Java clients\n\n${introduction}\n\n${tables.join("\n\n")}\n\n${NOT_RUN}`)
  say(`${file}: written; ${failed} cases failed`)
  return 0
}

const after = (flag: string): string | undefined => (process.argv.includes(flag) ? process.argv[process.argv.indexOf(flag) + 1] : undefined)
process.exitCode = await main(after("--only"), after("--at"))
