/**
 * One run, wherever it takes place: clients send and read, faults strike, all is mended, and what is left is read.
 *
 * @module
 */
import { decodeStoredAll } from "../message/stored.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import type { Setting } from "../testkit/explained.ts"
import { isPulled, openClients, pullFields, type Workload } from "./clients.ts"
import { type History, type Queue, queueOf } from "./history.ts"
import type { Finals } from "./judge.ts"
import { seededRandom } from "../simulated/clock.ts"
import { makeNemesis, type Nemesis, type Schedule } from "./nemesis.ts"
import { type Place, sleepAt } from "./place.ts"

export interface StressOptions {
  readonly setting: Setting
  readonly workload: Workload
  readonly schedule: Schedule
  readonly durationMs: number
  readonly onProgress?: (history: History, nemesis: Nemesis, elapsedMs: number) => void
}

export interface Outcome {
  readonly history: History
  readonly nemesis: Nemesis
  readonly finals: Finals
  readonly fromMs: number
  readonly toMs: number
  /** Why it did not come to its end. */
  readonly failure: string | undefined
}

/** Between two reports of how far it is: milliseconds. */
const PROGRESS_MS = 500

/** How long the whole of a queue may take to be read, with nothing striking: milliseconds. */
const READ_MS = 30_000

export const stressAt = async (place: Place, { setting, workload, schedule, durationMs, onProgress }: StressOptions): Promise<Outcome> => {
  const { victims } = place
  const sleep = sleepAt(place)
  const clients = openClients(place, workload)
  const { history, ask, elapsedMs } = clients
  // Faults are the same from the same seed, whatever clients draw between them.
  const nemesis = makeNemesis({ ...place, random: seededRandom(Math.floor(place.random.next() * 2 ** 32)) }, setting, schedule, elapsedMs)
  const { topic, queues } = workload

  const createTopic = async (group: string): Promise<void> => {
    const fields = { topic, defaultTopic: "TBW102", readQueueNums: String(queues), writeQueueNums: String(queues), perm: "6", topicFilterType: "SINGLE_TAG", topicSysFlag: "0", order: "false" }
    for (const deadline = elapsedMs() + schedule.patienceMs; ; await sleep(20)) {
      const master = clients.master(group)
      const answer = master === undefined ? undefined : await ask(master, RequestCode.UPDATE_AND_CREATE_TOPIC, fields)
      if (answer?.code === ResponseCode.SUCCESS) return
      if (elapsedMs() > deadline) throw new Error(`${group} has no topic after ${schedule.patienceMs} ms: ${answer?.remark ?? "no answer"}`)
    }
  }

  const pull = async (group: string, queueId: number, offset: number, most: number): Promise<RemotingCommand | undefined> => {
    const master = clients.master(group)
    const answer = master === undefined ? undefined : await ask(master, RequestCode.PULL_MESSAGE, pullFields("judge", topic, queueId, offset, most))
    return answer === undefined || !isPulled(answer.code) ? undefined : answer
  }

  const readQueue = async (group: string, queueId: number): Promise<readonly { readonly offset: number; readonly body: string }[]> => {
    const found: { offset: number; body: string }[] = []
    const deadline = elapsedMs() + READ_MS
    for (let offset = 0; elapsedMs() < deadline; ) {
      const answer = await pull(group, queueId, offset, 32)
      if (answer?.code === ResponseCode.PULL_NOT_FOUND && Number(answer.extFields["maxOffset"]) <= offset) return found
      if (answer === undefined || answer.code === ResponseCode.PULL_NOT_FOUND) {
        await sleep(20)
        continue
      }
      const messages = answer.code === ResponseCode.SUCCESS && answer.body !== undefined ? decodeStoredAll(answer.body) : []
      for (const message of messages) found.push({ offset: message.queueOffset, body: message.body.toString() })
      const next = Number(answer.extFields["nextBeginOffset"])
      // A queue that ends before this offset has nothing more.
      if (next <= offset && answer.code === ResponseCode.PULL_OFFSET_MOVED) return found
      // What is left out is asked for by itself: the broker's journal says then why it is.
      const given = new Set(messages.map(({ queueOffset }) => queueOffset))
      for (; offset < next; offset++) if (answer.code !== ResponseCode.PULL_OFFSET_MOVED && !given.has(offset)) await pull(group, queueId, offset, 1)
      offset = next
    }
    throw new Error(`${queueOf(group, queueId)} cannot be read to its end within ${READ_MS} ms`)
  }

  const finals = new Map<Queue, readonly { readonly offset: number; readonly body: string }[]>()
  let [fromMs, toMs] = [0, 0]
  let failure: string | undefined
  let over = false
  const report = async (): Promise<void> => {
    for (; !over; await sleep(PROGRESS_MS)) onProgress?.(history, nemesis, elapsedMs())
  }
  const reporting = onProgress === undefined ? undefined : report()
  try {
    for (const { name } of victims.groups) await createTopic(name)
    fromMs = elapsedMs()
    clients.begin()
    await nemesis.run(() => elapsedMs() - fromMs > durationMs)
    toMs = elapsedMs()
    clients.stopSending()
    await sleep(workload.timeoutMs + 200)
    for (const { name } of victims.groups) for (let queueId = 0; queueId < queues; queueId++) finals.set(queueOf(name, queueId), await readQueue(name, queueId))
  } catch (error) {
    toMs = elapsedMs()
    failure = (error as Error).message
  }
  over = true
  clients.stop()
  await reporting
  return { history, nemesis, finals, fromMs, toMs, failure }
}
