/**
 * `npm run compatibility:beside-real`: mqadmin's commands, asked of RocketMQ's own cluster and of ours turn about, and what differs.
 * With `--version 4.9.7|5.5.0` that one only, with `--shape masters|slave` that cluster, with `--only COMMAND` what is asked of that
 * command (what comes before it, too), with `--all` what they printed alike. `--write` makes a section of docs/compatibility.md of it.
 *
 * @module
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fetchJars, missing as noRocketMQ } from "../../replay/real/rocketmq.ts"
import { missing } from "../mqadmin.ts"
import type { Version } from "../run.ts"
import { machineLine, writeSection } from "../section.ts"
import { ofMasterAndSlave, ofMasters } from "./asked.ts"
import type { Asked } from "./asking.ts"
import { type Difference, difference, normalise } from "./normalise.ts"
import { everywhere } from "./reasons.ts"
import { type Shape, startWorld, type World } from "./worlds.ts"

const VERSIONS: readonly Version[] = ["4.9.7", "5.5.0"]
const SHAPES: readonly Shape[] = ["masters", "master and slave"]

/** A command that asks several brokers, or a group's consumers, waits for each of them. */
const PATIENCE_MS = 20_000

export interface Compared {
  readonly asked: Asked
  readonly version: Version
  readonly shape: Shape
  /** Lines that were not explained. */
  readonly unexplained: Difference
  readonly reasons: readonly string[]
}

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

const fill = (text: string, values: ReadonlyMap<string, string>): string => text.replace(/\{([\w-]+)\}/g, (whole, name: string) => values.get(name) ?? whole)

/** Files that commands wrote, name by name. */
const filesOf = (dir: string): string =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .sort()
    .filter((name) => name.endsWith(".json"))
    .map((name) => `== ${name}\n${readFileSync(join(dir, name), "utf8")}`)
    .join("\n")

const learn = (world: World, printed: string): void => {
  const found = (name: string, pattern: RegExp): void => {
    const value = pattern.exec(printed)?.[1]
    if (value !== undefined && !world.values.has(name)) world.values.set(name, value)
  }
  found("uniqueKey", /SEND_OK\s+(\w+)/)
  found("offsetMsgId", /OffsetID:\s+(\w+)/)
  found("clientId", /^client (\S+)/m)
  const id = world.values.get("offsetMsgId")
  if (id !== undefined) world.values.set("noSuchOffsetMsgId", `${id.slice(0, -16)}00000000000FFFFF`)
}

const ask = async (world: World, { args, runsMs }: Asked): Promise<readonly string[]> => {
  const filled = args.split(" ").map((arg) => fill(arg, world.values))
  const printed = filled[0] === "files" ? filesOf(filled[1] ?? "") : await run(world, filled, runsMs)
  learn(world, printed)
  return normalise(printed, [...world.values].map(([name, value]) => [value, `{${name}}`] as const))
}

const run = async (world: World, args: readonly string[], runsMs: number | undefined): Promise<string> => {
  const { ended, printed } = await world.admin.run(args, runsMs ?? PATIENCE_MS)
  return ended || runsMs !== undefined ? printed : `${printed}\n(it did not end)`
}

/** Why this line may differ; undefined: nobody knows. */
const reasonOf = ({ differs, lines }: Asked, line: string): string | undefined =>
  differs !== undefined && (lines === undefined || lines.test(line)) ? differs : everywhere.find((each) => each.lines.test(line))?.why

const compare = async (version: Version, shape: Shape, lib: string, dir: string, only: string | undefined, showAlike: boolean): Promise<readonly Compared[]> => {
  const tools = join(dir, `mqadmin-${version}`)
  const at = join(dir, `${version}-${shape.replaceAll(" ", "-")}`)
  const real = await startWorld({ real: lib }, shape, version, join(at, "real"), tools)
  const results: Compared[] = []
  try {
    const here = await startWorld("here", shape, version, join(at, "here"), tools)
    try {
      const list = (shape === "masters" ? ofMasters : ofMasterAndSlave).filter((asked) => asked.only === undefined || asked.only === version)
      const last = only === undefined ? list.length - 1 : list.findLastIndex(({ args }) => args.split(" ")[0] === only)
      for (const asked of list.slice(0, last + 1)) {
        if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${results.length + 1} of ${last + 1} (${version}, ${shape}): ${asked.args.slice(0, 80)}`)
        if (asked.afterMs !== undefined) await new Promise((resolve) => setTimeout(resolve, asked.afterMs))
        const [fromReal, fromHere] = await Promise.all([ask(real, asked), ask(here, asked)])
        const { missing: lacking, added } = difference(fromReal, fromHere)
        const isOpen = (line: string): boolean => reasonOf(asked, line) === undefined
        const reasons = [...lacking, ...added].flatMap((line) => reasonOf(asked, line) ?? [])
        const compared = { asked, version, shape, unexplained: { missing: lacking.filter(isOpen), added: added.filter(isOpen) }, reasons: [...new Set(reasons)] }
        results.push(compared)
        if (only !== undefined && asked.args.split(" ")[0] !== only) continue
        if (isAlike(compared) && !showAlike) continue
        say(`\n${version}, ${shape}: ${asked.args}`)
        if (showAlike) for (const line of fromReal) say(`    ${line}`)
        for (const line of compared.unexplained.missing) say(`  - ${line}`)
        for (const line of compared.unexplained.added) say(`  + ${line}`)
      }
    } finally {
      await here.stop()
    }
  } finally {
    await real.stop()
    if (process.stderr.isTTY) process.stderr.write("\r\u001B[K")
  }
  return results
}

const isAlike = ({ unexplained }: Compared): boolean => unexplained.missing.length + unexplained.added.length === 0

const cell = (text: string): string => text.replaceAll("|", "\\|")

/** What was asked, and what differs: a table of the differences, and how much was alike. */
export const section = (results: readonly Compared[]): string => {
  const versions = VERSIONS.filter((version) => results.some((each) => each.version === version))
  const counts = versions.map((version) => {
    const own = results.filter((each) => each.version === version)
    const alike = own.filter((each) => isAlike(each) && each.reasons.length === 0).length
    const explained = own.filter((each) => isAlike(each) && each.reasons.length > 0).length
    return `${version}: ${own.length} commands were asked, ${alike} printed the same, ${explained} differ as the table says, ${own.length - alike - explained} differ otherwise`
  })
  const rows = new Map<string, string>()
  for (const { asked, unexplained, reasons } of results) {
    const open = [...unexplained.missing.map((line) => `only RocketMQ: \`${line.slice(0, 100)}\``), ...unexplained.added.map((line) => `only here: \`${line.slice(0, 100)}\``)].slice(0, 3)
    const told = [...new Set([...(rows.get(asked.args)?.split("; ") ?? []), ...reasons, ...open])]
    if (told.length > 0) rows.set(asked.args, told.join("; "))
  }
  return `## Admin commands beside RocketMQ's own

${versions.map((version) => `\`mqadmin\` ${version} against RocketMQ ${version}`).join(", ")}, and against a cluster here, side by side, by
\`npm run compatibility:beside-real -- --write\` ${machineLine()}: two masters, and a master with a slave; with every option that \`mqadmin help\` names,
and with topics, groups, brokers and values that do not exist. Compared is what they print, without addresses, ids, times and rates.

${counts.join(". ")}.

| asked | what differs |
|---|---|
${[...rows].map(([args, why]) => `| \`${cell(args)}\` | ${cell(why)} |`).join("\n")}
`
}

const main = async (flags: ReadonlyMap<string, string>): Promise<number> => {
  const why = missing() ?? noRocketMQ()
  if (why !== undefined) {
    say(`compatibility:beside-real: skipped, ${why}; it needs a JDK and Maven`)
    return 0
  }
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-beside-"))
  const results: Compared[] = []
  try {
    for (const version of VERSIONS.filter((each) => (flags.get("--version") ?? each) === each)) {
      const lib = fetchJars(version)
      for (const shape of SHAPES.filter((each) => each.includes(flags.get("--shape") ?? "")))
        results.push(...(await compare(version, shape, lib, dir, flags.get("--only"), flags.has("--all"))))
    }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
  const differing = results.filter((each) => !isAlike(each)).length
  say(`${results.length} commands asked, ${differing} differ without a reason`)
  if (flags.has("--write")) say(`${writeSection("compatibility:beside-real", section(results))}: written`)
  return differing === 0 ? 0 : 1
}

const given = process.argv.slice(2)
process.exitCode = await main(new Map(given.flatMap((flag, i) => (flag.startsWith("--") ? [[flag, given[i + 1] ?? ""] as const] : []))))
