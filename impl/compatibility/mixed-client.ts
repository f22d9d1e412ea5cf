/**
 * What rounds of mixed groups share: the stock client as a sender that knows what was acked, and cases that go on after one has failed.
 *
 * @module
 */
import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import type { JavaProgram } from "./mqadmin.ts"
import type { Case } from "./served.ts"

export const TOPIC = "Mixed"
/** Bytes: small, so that a round goes over several files. */
export const FILE_SIZE = 1024 * 1024
/** How long a broker may take to come back and to have everything: milliseconds. */
const PATIENCE_MS = 60_000

/** The stock client, which answers one line with one. */
interface Client {
  readonly ask: (line: string) => Promise<string>
  readonly close: () => void
}

const startClient = ({ args, home }: JavaProgram, nameServer: string): Client => {
  const java = spawn("java", [...args, "MixedClient", nameServer], { cwd: home, stdio: ["pipe", "pipe", "ignore"] })
  const lines = createInterface({ input: java.stdout })[Symbol.asyncIterator]()
  return {
    ask: async (line) => {
      java.stdin.write(`${line}\n`)
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`the client has ended at ${line}`)
      return value
    },
    close: () => {
      java.stdin.end()
      java.kill("SIGKILL")
    }
  }
}

export const until = async (what: string, attempt: () => Promise<string | undefined> | string | undefined): Promise<void> => {
  for (const deadline = Date.now() + PATIENCE_MS; ; await new Promise((resolve) => setTimeout(resolve, 250))) {
    const problem = await attempt()
    if (problem === undefined) return
    if (Date.now() > deadline) throw new Error(`${what}: ${problem}`)
  }
}

/** Numbers by status, as the client tells them. */
const statuses = (answer: string): ReadonlyMap<string, readonly string[]> =>
  new Map(answer.split(" ").map((each) => [each.slice(0, each.indexOf("=")), each.slice(each.indexOf("=") + 1).split(",")] as const))

/** Cases, one after the other: one that throws has failed, and the next one is tried. */
export const caseList = () => {
  const cases: Case[] = []
  const check = async (name: string, run: () => Promise<string>): Promise<void> => {
    try {
      cases.push({ name, ok: true, found: await run() })
    } catch (error) {
      cases.push({ name, ok: false, found: (error as Error).message.split("\n")[0] ?? "" })
    }
  }
  return { cases, check }
}

export interface Sender {
  /** Names of the messages that were acked. */
  readonly acked: () => ReadonlySet<string>
  /** Creates the topic on this broker, once it can. */
  readonly topic: (address: string) => Promise<void>
  /** Sends `prefix`-0 and so on; what became of them, by status. */
  readonly send: (prefix: string, count: number, size?: number) => Promise<ReadonlyMap<string, readonly string[]>>
  /** The same, until all of them are acked at once. */
  readonly allAcked: (prefix: string, count: number, size?: number) => Promise<void>
  /** A new group reads everything that was acked; throws with what is missing. */
  readonly consumed: (group: string) => Promise<string>
  readonly close: () => void
}

export const startSender = (program: JavaProgram, nameServer: string): Sender => {
  const client = startClient(program, nameServer)
  const acked = new Set<string>()
  const ask = async (line: string): Promise<string> => {
    const answer = await client.ask(line)
    if (answer.startsWith("failed")) throw new Error(answer)
    return answer
  }
  const send: Sender["send"] = async (prefix, count, size = 0) => {
    const found = statuses(await ask(`send ${TOPIC} ${prefix} ${count} ${size}`))
    for (const number of found.get("SEND_OK") ?? []) acked.add(`${prefix}-${number}`)
    return found
  }
  return {
    acked: () => acked,
    topic: (address) => until("the topic", async () => ask(`topic ${address} ${TOPIC} 4`).then(() => undefined, (error: Error) => error.message)),
    send,
    allAcked: (prefix, count, size) =>
      until(`${prefix}: not acked`, async () => {
        const found = await send(prefix, count, size)
        return found.get("SEND_OK")?.length === count ? undefined : [...found].map(([status, of]) => `${of.length} ${status}`).join(", ")
      }),
    consumed: async (group) => {
      const seen = new Set((await ask(`consume ${TOPIC} ${group} ${acked.size} 60`)).split(","))
      const missing = [...acked].filter((each) => !seen.has(each))
      if (missing.length > 0) throw new Error(`${missing.length} of ${acked.size} missing, as ${missing[0]}`)
      return `${acked.size} messages`
    },
    close: client.close
  }
}
