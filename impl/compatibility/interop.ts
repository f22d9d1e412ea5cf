/**
 * `npm run interop`: RocketMQ 4.9.7 and the broker here leave each other a store, stopped and killed, are master and slave of each
 * other, and members of one DLedger group; the stock client looks for everything. Tables to the standard output; with `--write` also into
 * docs/moving-to-rocketmq.md. `--only stores`, `--only groups`, `--only dledger-groups` or a part of a round's name: no other rounds;
 * `--keep DIR`: what they wrote is left there. Skipped, and said so, without a JDK and Maven.
 *
 * @module
 */
import { execFile } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { withSection } from "../cli/marked.ts"
import { freePorts } from "../cluster/ports.ts"
import { fetchJars, missing as noRocketMQ, realBroker, VERSION } from "../replay/real/rocketmq.ts"
import { command, type Served } from "./command.ts"
import { dledgerRounds, playDLedger } from "./mixed-dledger.ts"
import { mixedRounds, playMixed } from "./mixed.ts"
import { javaProgram, type JavaProgram, missing } from "./mqadmin.ts"
import { wholeMachine } from "./section.ts"
import { type Case, HOST, type Kind } from "./served.ts"

const FILE = fileURLToPath(new URL("../../docs/moving-to-rocketmq.md", import.meta.url))

/** Where in the file a table goes. */
const marks = (which: string) => ({ begin: `<!-- npm run interop -- --write writes ${which} from here -->`, end: `<!-- ${which} to here -->` })

interface Round {
  readonly name: string
  readonly writer: Kind
  readonly reader: Kind
  readonly ends: "stop" | "kill"
}

const rounds: readonly Round[] = [
  { name: "RocketMQ → here, stopped", writer: "RocketMQ", reader: "rocketproof", ends: "stop" },
  { name: "here → RocketMQ, stopped", writer: "rocketproof", reader: "RocketMQ", ends: "stop" },
  { name: "RocketMQ → here, killed", writer: "RocketMQ", reader: "rocketproof", ends: "kill" },
  { name: "here → RocketMQ, killed", writer: "rocketproof", reader: "RocketMQ", ends: "kill" }
]

/** RocketMQ saves progress every 5 s, that of delay levels every 10 s: what a kill takes of it, it takes from RocketMQ itself, too. */
const SAVED_MS = 12_000

const say = (line: string): boolean => process.stdout.write(`${line}\n`)

/** Keys that both brokers are told. */
const settings = { transactionCheckInterval: 3_000, transactionTimeOut: 6_000 }

const ours = (dir: string, port: number, nameServer: string): Served => {
  const conf = join(dir, "ours.conf")
  const keys = { brokerName: "broker-a", brokerRole: "ASYNC_MASTER", listenPort: port, namesrvAddr: nameServer, brokerIP1: HOST, storePathRootDir: join(dir, "store"), ...settings }
  writeFileSync(conf, Object.entries(keys).map(([key, value]) => `${key}=${value}\n`).join(""))
  return command(["broker", "-c", conf])
}

const client = async ({ args, home }: JavaProgram, what: "write" | "read", nameServer: string, broker: string): Promise<readonly Case[]> => {
  const printed = await promisify(execFile)("java", [...args, "StoreClient", what, nameServer, broker], { cwd: home, timeout: 300_000 }).catch((error: { readonly stdout: string }) => error)
  return printed.stdout
    .split("\n")
    .map((line) => line.split("\t"))
    .filter((parts) => parts.length === 3)
    .map(([name = "", ok, found = ""]) => ({ name, ok: ok === "ok", found }))
}

const play = async ({ writer, reader, ends }: Round, dir: string, lib: string, program: JavaProgram): Promise<readonly Case[]> => {
  mkdirSync(dir, { recursive: true })
  const [port, haPort, nameServerPort] = (await freePorts(3, HOST)) as [number, number, number]
  const nameServer = `${HOST}:${nameServerPort}`
  const conf = join(dir, "namesrv.conf")
  writeFileSync(conf, `listenPort=${nameServerPort}\n`)
  const names = command(["namesrv", "-c", conf])
  const real = realBroker(lib, dir, { brokerName: "broker-a", brokerId: 0, brokerRole: "ASYNC_MASTER", flushDiskType: "ASYNC_FLUSH" }, port, haPort, { namesrvAddr: nameServer, mappedFileSizeCommitLog: 1_073_741_824, ...settings })
  const brokers: { readonly [kind in Kind]: Served } = { RocketMQ: real, rocketproof: ours(dir, port, nameServer) }
  try {
    await names.start()
    await brokers[writer].start()
    const written = await client(program, "write", nameServer, `${HOST}:${port}`)
    if (writer === "RocketMQ" && ends === "kill") await new Promise((resolve) => setTimeout(resolve, SAVED_MS))
    await brokers[writer][ends]()
    await brokers[reader].start()
    const read = await client(program, "read", nameServer, `${HOST}:${port}`)
    if (written.length === 0 || read.length === 0) throw new Error("the client has said nothing")
    return [...written.filter(({ ok }) => !ok).map((each) => ({ ...each, name: `writing: ${each.name}` })), ...read]
  } finally {
    await Promise.all([brokers.RocketMQ.kill(), brokers.rocketproof.kill()])
    await names.kill()
  }
}

export const table = (results: ReadonlyMap<string, readonly Case[]>): string => {
  const names = [...new Set([...results.values()].flatMap((cases) => cases.map(({ name }) => name)))]
  const cell = (round: string, name: string): string => {
    const found = results.get(round)?.find((each) => each.name === name)
    return found === undefined ? "—" : found.ok ? "ok" : `**no**: ${found.found}`
  }
  const rows = names.map((name) => `| ${name} | ${[...results.keys()].map((round) => cell(round, name)).join(" | ")} |`)
  return [`| | ${[...results.keys()].join(" | ")} |`, `| --- |${" --- |".repeat(results.size)}`, ...rows].join("\n")
}

type Results = ReadonlyMap<string, readonly Case[]>

/** Plays the rounds, one after the other, each in a directory of its own. */
const playAll = async <R extends { readonly name: string }>(rounds: readonly R[], dir: string, playOne: (round: R, dir: string) => Promise<readonly Case[]>): Promise<Results> => {
  const results = new Map<string, readonly Case[]>()
  for (const round of rounds) {
    if (process.stderr.isTTY) process.stderr.write(`${round.name} …\n`)
    results.set(round.name, await playOne(round, join(dir, String(results.size))).catch((error: Error): readonly Case[] => [{ name: "the round", ok: false, found: error.message }]))
  }
  return results
}

const writeTable = (which: string, results: Results): void => {
  const { begin, end } = marks(which)
  const section = `${table(results)}\n\nRocketMQ ${VERSION}, ${new Date().toISOString().slice(0, 10)} (${wholeMachine()}).`
  writeFileSync(FILE, withSection(readFileSync(FILE, "utf8"), begin, end, section))
}

const main = async ({ write, only, keep }: { readonly write: boolean; readonly only: string; readonly keep: string | undefined }): Promise<number> => {
  const why = missing() ?? noRocketMQ()
  if (why !== undefined) {
    say(`interop: skipped, ${why}; it needs a JDK and Maven`)
    return 0
  }
  const dir = keep ?? mkdtempSync(join(tmpdir(), "rocketproof-interop-"))
  const chosen = <R extends { readonly name: string }>(which: string, of: readonly R[]): readonly R[] => (only === which ? of : of.filter(({ name }) => name.includes(only)))
  try {
    const lib = fetchJars()
    const storeClient = javaProgram("StoreClient", VERSION, dir)
    const mixedClient = javaProgram("MixedClient", VERSION, dir)
    const tables = {
      stores: await playAll(chosen("stores", rounds), join(dir, "stores"), (round, at) => play(round, at, lib, storeClient)),
      groups: await playAll(chosen("groups", mixedRounds), join(dir, "groups"), (round, at) => playMixed(round, at, lib, mixedClient)),
      "dledger-groups": await playAll(chosen("dledger-groups", dledgerRounds), join(dir, "dledger-groups"), (round, at) => playDLedger(round, at, lib, mixedClient))
    }
    let failed = 0
    for (const [which, results] of Object.entries(tables)) {
      if (results.size === 0) continue
      say(`${table(results)}\n`)
      if (write && (only === "" || only === which)) writeTable(which, results)
      failed += [...results.values()].flat().filter(({ ok }) => !ok).length
    }
    return failed === 0 ? 0 : 1
  } finally {
    if (keep === undefined) rmSync(dir, { recursive: true, force: true })
  }
}

const flag = (name: string): string | undefined => (process.argv.includes(name) ? process.argv[process.argv.indexOf(name) + 1] : undefined)
process.exitCode = await main({ write: process.argv.includes("--write"), only: flag("--only") ?? "", keep: flag("--keep") })
