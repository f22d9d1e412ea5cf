/**
 * Producers and consumers that note what they ask and are told. Callbacks, no promises: in simulation there are millions of them.
 *
 * @module
 */
import { formatAddress, parseAddress } from "../layers/network.ts"
import { decodeStoredAll } from "../message/stored.ts"
import { type RemotingClient, remotingClient } from "../remoting/client.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { type Attempt, emptyHistory, groupOfQueue, type History, type Queue, queueOf } from "./history.ts"
import type { Place } from "./place.ts"

export interface Workload {
  readonly topic: string
  /** Of the topic, at each group. */
  readonly queues: number
  readonly producers: number
  readonly consumers: number
  /** Between an answer and the next message of a producer: milliseconds. */
  readonly paceMs: number
  /** Between two looks for messages where there were none, and between two looks for routes: milliseconds. */
  readonly idleMs: number
  readonly routesMs: number
  /** An answer that takes longer is unknown: milliseconds. */
  readonly timeoutMs: number
  /** Between two questions where queues end: milliseconds. */
  readonly endsEveryMs: number
  /** How `remotingClient` numbers its requests, if it is to be another way. */
  readonly opaques?: () => () => number
}

export interface Clients {
  readonly history: History
  /** No new messages from now on; those under way are waited for no longer than the timeout. */
  readonly stopSending: () => void
  /** Nothing any more. */
  readonly stop: () => void
  /** One question to a master; `undefined`: no answer. */
  readonly ask: (address: string, code: number, fields: Readonly<Record<string, string>>, body?: Buffer) => Promise<RemotingCommand | undefined>
  /** The address of a group's master, as the NameServers have it. */
  readonly master: (group: string) => string | undefined
  /** The topic is there; send and read it. */
  readonly begin: () => void
  readonly elapsedMs: () => number
}

/** Answers that say where to go on. RETRY_IMMEDIATELY: nothing that can be handed out is among what was looked at. */
export const isPulled = (code: number): boolean => PULLED.has(code)
const PULLED: ReadonlySet<number> = new Set([ResponseCode.SUCCESS, ResponseCode.PULL_NOT_FOUND, ResponseCode.PULL_RETRY_IMMEDIATELY, ResponseCode.PULL_OFFSET_MOVED])

/** A pull that does not wait, and commits nothing. */
export const pullFields = (consumerGroup: string, topic: string, queueId: number, offset: number, most: number): Readonly<Record<string, string>> => ({
  consumerGroup,
  topic,
  queueId: String(queueId),
  queueOffset: String(offset),
  maxMsgNums: String(most),
  sysFlag: "4",
  commitOffset: "0",
  suspendTimeoutMillis: "0",
  subscription: "*",
  subVersion: "0"
})

/** So many pulls go where a group's master was before, as those of a client do that has looked for routes before its present one was elected. */
const OLD_ROUTES = 0.1

/** How often a producer tries to send a message, the first time included. */
const TRIES = 3

interface RouteJson {
  readonly brokerDatas: readonly { readonly brokerName: string; readonly brokerAddrs: Readonly<Record<string, string>> }[]
}

export const openClients = (place: Place, workload: Workload): Clients => {
  const { network, timers, random, nameServers, victims, promise } = place
  const { topic, queues, paceMs, timeoutMs } = workload
  const history = emptyHistory()
  const open = new Set<RemotingClient>()
  const masters = new Map<string, string>()
  /** The last one before the present one: it may not know yet that it was replaced. */
  const former = new Map<string, string>()
  const groups = victims.groups.map(({ name }) => name)
  const begun = timers.now()
  const elapsedMs = (): number => timers.now() - begun
  let moments = 0
  let sending = true
  let on = true

  /** Connections of one client. */
  const connections = (): ((address: string) => RemotingClient) => {
    const known = new Map<string, RemotingClient>()
    return (address) => {
      let client = known.get(address)
      if (client === undefined) {
        client = remotingClient(network, parseAddress(address), undefined, workload.opaques?.())
        known.set(address, client)
        open.add(client)
      }
      return client
    }
  }

  /** `then` is called once: with an answer, or with none. `late`: with one that comes after it. */
  const request = (client: RemotingClient, code: number, fields: Readonly<Record<string, string>>, body: Buffer | undefined, then: (answer: RemotingCommand | undefined) => void, late: (answer: RemotingCommand) => void = () => {}): void => {
    let open = true
    const once = (answer: RemotingCommand | undefined): void => {
      if (!open) {
        if (answer !== undefined) late(answer)
        return
      }
      open = false
      cancel()
      then(answer)
    }
    const cancel = timers.after(timeoutMs, () => once(undefined))
    // A connection that breaks at once tells so from within `send`.
    client.send(code, fields, body, once, () => timers.after(1, () => once(undefined)))
  }

  const lookUp = connections()
  let turn = 0
  const routes = (): void => {
    if (!on) return
    const at = nameServers[turn++ % nameServers.length]
    if (at !== undefined)
      lookUp(formatAddress(at)).send(RequestCode.GET_ROUTEINFO_BY_TOPIC, { topic: masters.size < groups.length ? "TBW102" : topic }, undefined, ({ code, body }) => {
        if (code !== ResponseCode.SUCCESS || body === undefined) return
        for (const { brokerName, brokerAddrs } of (JSON.parse(body.toString()) as RouteJson).brokerDatas) {
          const [now, was] = [brokerAddrs["0"], masters.get(brokerName)]
          if (now === undefined || now === was) continue
          if (was !== undefined) former.set(brokerName, was)
          masters.set(brokerName, now)
        }
      })
    timers.after(workload.routesMs, routes)
  }
  routes()

  const producer = (number: number): void => {
    const to = connections()
    let count = 0
    const next = (): void => {
      if (sending) attempt(`p${number}-${count++}`, 1)
    }
    const attempt = (body: string, tries: number): void => {
      const group = groups[Math.floor(random.next() * groups.length)] as string
      const queueId = Math.floor(random.next() * queues)
      const address = masters.get(group)
      if (address === undefined) return void timers.after(paceMs, () => (sending ? attempt(body, tries) : undefined))
      const noted: Attempt = { producer: number, body, queue: queueOf(group, queueId), invoked: moments++, invokedMs: elapsedMs(), outcome: "unknown" }
      history.attempts.push(noted)
      const note = ({ code, extFields }: RemotingCommand): void => {
        if (code === ResponseCode.SUCCESS) {
          noted.outcome = "acked"
          noted.offset = Number(extFields["queueOffset"])
          noted.answered = moments++
          noted.answeredMs = elapsedMs()
        } else if (code === ResponseCode.FLUSH_DISK_TIMEOUT || code === ResponseCode.FLUSH_SLAVE_TIMEOUT || code === ResponseCode.SLAVE_NOT_AVAILABLE) noted.outcome = "stored"
      }
      const fields = { a: "p", b: topic, c: "TBW102", d: String(queues), e: String(queueId), f: "0", g: String(Math.max(0, Math.floor(timers.now()))), h: "0", i: "", j: "0", k: "false", m: "false" }
      request(
        to(address),
        RequestCode.SEND_MESSAGE_V2,
        fields,
        Buffer.from(body),
        (answer) => {
          if (answer !== undefined) note(answer)
          const again = noted.outcome === "unknown" && tries < TRIES && sending
          timers.after(noted.outcome === "acked" ? paceMs : 2 * paceMs, () => (again ? attempt(body, tries + 1) : next()))
        },
        note
      )
    }
    next()
  }

  const pulled = (group: string): void => {
    const times = history.pulls.get(group) ?? []
    times.push(elapsedMs())
    history.pulls.set(group, times)
  }

  const consumer = (number: number, queue: Queue, queueId: number): void => {
    const to = connections()
    const group = groupOfQueue(queue)
    let position = 0
    const again = (ms: number): void => void timers.after(ms, pull)
    const pull = (): void => {
      if (!on) return
      const address = (random.next() < OLD_ROUTES ? former.get(group) : undefined) ?? masters.get(group)
      if (address === undefined) return again(workload.routesMs)
      const fields = pullFields(`g${number}`, topic, queueId, position, 32)
      request(to(address), RequestCode.PULL_MESSAGE, fields, undefined, (answer) => {
        if (answer === undefined) return again(paceMs)
        const { code, extFields, body } = answer
        if (!isPulled(code)) return again(paceMs)
        pulled(group)
        const messages = code === ResponseCode.SUCCESS && body !== undefined ? decodeStoredAll(body) : []
        for (const message of messages) history.deliveries.push({ consumer: number, queue, offset: message.queueOffset, body: message.body.toString() })
        const next = Number(extFields["nextBeginOffset"])
        const behind = (messages.at(-1)?.queueOffset ?? position - 1) + 1
        if (next !== behind) history.jumps.push({ consumer: number, queue, from: behind, to: next, after: history.deliveries.length })
        position = next
        again(messages.length > 0 ? 1 : workload.idleMs)
      })
    }
    pull()
  }

  const askEnds = (): void => {
    if (!on) return
    for (const group of groups) {
      const queueId = Math.floor(random.next() * queues)
      for (const address of [masters.get(group), former.get(group)]) {
        if (address === undefined) continue
        const noted: History["ends"][number] = { queue: queueOf(group, queueId), invoked: moments++ }
        history.ends.push(noted)
        lookUp(address).send(RequestCode.GET_MAX_OFFSET, { topic, queueId: String(queueId) }, undefined, ({ code, extFields }) => {
          if (code === ResponseCode.SUCCESS) noted.answered = { at: moments++, value: Number(extFields["offset"]) }
        })
      }
    }
    timers.after(workload.endsEveryMs, askEnds)
  }

  const asking = connections()
  return {
    history,
    elapsedMs,
    begin: () => {
      for (let i = 0; i < workload.producers; i++) producer(i)
      for (let i = 0; i < workload.consumers; i++) for (const group of groups) for (let queueId = 0; queueId < queues; queueId++) consumer(i, queueOf(group, queueId), queueId)
      askEnds()
    },
    master: (group) => masters.get(group),
    ask: (address, code, fields, body) => promise((resolve) => request(asking(address), code, fields, body, resolve)),
    stopSending: () => {
      sending = false
    },
    stop: () => {
      sending = false
      on = false
      for (const client of open) client.close()
    }
  }
}
