/**
 * `npm run config:keys`: every key of RocketMQ's configuration classes, by reflection over its jars from Maven Central, as the
 * table `impl/config/rocketmq-keys.ts`. A JDK and Maven needed.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const VERSIONS = ["4.9.7", "5.5.0"] as const
const FILE = fileURLToPath(new URL("../rocketmq-keys.ts", import.meta.url))
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))

interface Line {
  readonly file: string
  readonly key: string
  readonly type: string
  readonly important: boolean
  readonly value: string
}

/** As a user of another home, on a machine with so many processors: a default that differs is the machine's. */
const read = (lib: string, classes: string, processors: number): readonly Line[] =>
  execFileSync("java", [`-XX:ActiveProcessorCount=${processors}`, `-Xmx${processors * 100}m`, "-Duser.home=${user.home}", "-cp", `${classes}:${lib}/*`, "Keys"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    .split("\n")
    .map((line) => line.split("\t"))
    .filter((fields) => fields.length === 6)
    .map(([simple = "", name = "", key = "", type = "", important = "", value = ""]) => ({
      file: name.includes(".tieredstore.") ? `tieredstore.${simple}` : simple,
      key,
      type,
      important: important === "true",
      value
    }))

/** What a machine decides. */
const BY_MACHINE: Readonly<Record<string, string>> = { brokerName: "${hostname}", brokerIP1: "${address}", brokerIP2: "${address}" }

interface Key {
  readonly type: string
  readonly important: boolean
  /** Default by version. */
  readonly defaults: Map<string, string>
}

const dir = mkdtempSync(join(tmpdir(), "rocketproof-keys-"))
try {
  execFileSync("javac", ["-d", dir, here("Keys.java")])
  const table = new Map<string, Key>()
  for (const version of VERSIONS) {
    const lib = join(dir, version)
    execFileSync("mvn", ["-q", "-B", "-f", here("pom.xml"), "dependency:copy-dependencies", `-Drocketmq.version=${version}`, `-DoutputDirectory=${lib}`], { stdio: ["ignore", "ignore", "inherit"] })
    const other = read(lib, dir, 7)
    for (const [i, { file, key, type, important, value }] of read(lib, dir, 3).entries()) {
      const name = `${file}\t${key}`
      const defaults = table.get(name)?.defaults ?? new Map<string, string>()
      defaults.set(version, BY_MACHINE[key] ?? (other[i]?.value === value ? value : "${machine}"))
      table.set(name, { type, important, defaults })
    }
  }
  const rows = [...table].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { type, important, defaults }]) => {
    const [old, now] = VERSIONS.map((version) => defaults.get(version))
    const versions = old === undefined ? "5" : now === undefined ? "4.9" : "both"
    return `  ${JSON.stringify([...name.split("\t"), type, versions, now ?? old, ...(important ? ["important"] : [])])}`
  })
  writeFileSync(
    FILE,
    `/**
 * Every key of RocketMQ's configuration classes (${VERSIONS.join(" and ")}): class, key, type, in which of the two versions, default
 * (of the newer one), and whether \`mqbroker -m\` prints it. Written by \`npm run config:keys\`; do not edit.
 *
 * @module
 */

export type KeyRow = readonly [file: string, key: string, type: string, versions: "4.9" | "5" | "both", preset: string, important?: "important"]

export const rocketmqKeys: readonly KeyRow[] = [
${rows.join(",\n")}
]
`
  )
  process.stdout.write(`${FILE}: ${rows.length} keys\n`)
} finally {
  rmSync(dir, { recursive: true, force: true })
}
