/**
 * Cases with `ali-ons` from npm, one JSON line each: ali-ons.ts NAMESERVER BROKER [PART OF A NAME].
 *
 * @module
 */
import { createRequire } from "node:module"
import { once } from "node:events"
import { RequestCode } from "../remoting/codes.ts"
import { testClient, until } from "../testing/client.ts"

const require = createRequire(import.meta.url)

interface Sent {
  readonly sendStatus: string
  readonly msgId: string
}
interface Client {
  readonly ready: () => Promise<void>
  readonly close: () => Promise<void>
  readonly on: (event: "error", listener: (error: Error) => void) => void
}
interface Producer extends Client {
  readonly send: (message: Message) => Promise<Sent>
}
interface Received {
  readonly body: Buffer
  readonly tags?: string
  readonly keys?: string
  readonly reconsumeTimes: number
  readonly properties: Readonly<Record<string, string>>
  readonly storeTimestamp: number
  readonly bornTimestamp: number
}
interface Consumer extends Client {
  readonly subscribe: (topic: string, tags: string, take: (message: Received) => Promise<void>) => void
}
interface Message {
  keys?: readonly string[]
  delayTimeLevel?: number
  properties: Record<string, string>
  setStartDeliverTime: (at: number) => void
}
const lib = require("ali-ons") as { Producer: new (options: object) => Producer; Consumer: new (options: object) => Consumer; Message: new (topic: string, tags: string, body: string) => Message }
const httpclient: unknown = require("httpclient")
const { version } = require("ali-ons/package.json") as { version: string }

const [nameServer = "", broker = "", only = ""] = process.argv.slice(2)
const say = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`)
const silent = { info() {}, warn() {}, error() {}, debug() {} }
const POLL_MS = 1_000
const options = { nameSrv: nameServer, httpclient, logger: silent, pollNameServerInteval: POLL_MS, heartbeatBrokerInterval: POLL_MS }

const admin = testClient(nameServer)
let names = 0
const unique = (base: string): string => `npm_${base}_${process.pid}_${++names}`
const topic = async (base: string, queues = 2): Promise<string> => {
  const name = unique(base)
  await admin.createTopic(name, queues)
  return name
}

const open: Client[] = []
const started = async <C extends Client>(client: C): Promise<C> => {
  client.on("error", () => {})
  await client.ready()
  open.push(client)
  return client
}
const producer = (over: object = {}): Promise<Producer> => started(new lib.Producer({ ...options, producerGroup: unique("p"), ...over }))

class Sink {
  readonly got: Received[] = []
  readonly take = async (message: Received): Promise<void> => void this.got.push(message)
  bodies = (): readonly string[] => this.got.map(({ body }) => body.toString())
  all = (bodies: readonly string[]): Promise<boolean> => until(`${bodies.length} messages`, async () => (bodies.every((body) => this.bodies().includes(body)) ? true : undefined))
}

const consumer = (name: string, tags: string, take: (message: Received) => Promise<void>, over: object = {}): Promise<Consumer> => {
  const made = new lib.Consumer({ ...options, consumerGroup: unique("g"), rebalanceInterval: POLL_MS, consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET", ...over })
  made.subscribe(name, tags, take)
  return started(made)
}

const check = (ok: boolean, problem: string): void => {
  if (!ok) throw new Error(problem)
}
const range = (prefix: string, count: number): readonly string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`)

const cases: { readonly [name: string]: () => Promise<string | void> } = {
  "send: sync": async () => {
    const p = await producer()
    const { sendStatus, msgId } = await p.send(new lib.Message(await topic("sync"), "T", "x"))
    check(sendStatus === "SEND_OK" && msgId.length === 32, sendStatus)
  },
  "send: a body that is compressed, keys, properties": async () => {
    const name = await topic("props")
    const sink = new Sink()
    await consumer(name, "*", sink.take)
    const p = await producer()
    const message = new lib.Message(name, "T", "compress me ".repeat(5_000))
    message.keys = ["key"]
    message.properties["colour"] = "ünï"
    await p.send(message)
    await sink.all(["compress me ".repeat(5_000)])
    const [got] = sink.got
    check(got?.properties["colour"] === "ünï" && got.properties["KEYS"] === "key" && got.properties["TAGS"] === "T", JSON.stringify(got?.properties))
    return "60000 bytes"
  },
  "filter: tags": async () => {
    const name = await topic("tags")
    const sink = new Sink()
    await consumer(name, "A || C", sink.take)
    const p = await producer()
    for (const tag of ["A", "B", "C"]) await p.send(new lib.Message(name, tag, tag))
    await sink.all(["A", "C"])
    check(sink.got.length === 2, sink.bodies().join())
  },
  "push: concurrent": async () => {
    const name = await topic("push", 4)
    const sink = new Sink()
    await consumer(name, "*", sink.take)
    const p = await producer()
    const bodies = range("m", 200)
    await Promise.all(bodies.map((body) => p.send(new lib.Message(name, "T", body))))
    await sink.all(bodies)
    return `200 sent, ${sink.got.length} received`
  },
  "push: broadcast to two": async () => {
    const name = await topic("broadcast")
    const group = unique("g")
    const sinks = [new Sink(), new Sink()]
    for (const [i, { take }] of sinks.entries()) await consumer(name, "*", take, { consumerGroup: group, isBroadcast: true, instanceName: `b${i}` })
    const p = await producer()
    for (const body of range("c", 20)) await p.send(new lib.Message(name, "T", body))
    for (const { all } of sinks) await all(range("c", 20))
  },
  "push: two share the queues": async () => {
    const name = await topic("share", 4)
    const group = unique("g")
    const sinks = [new Sink(), new Sink()]
    for (const [i, { take }] of sinks.entries()) await consumer(name, "*", take, { consumerGroup: group, instanceName: `s${i}` })
    const p = await producer()
    let sent = 0
    await until("both to be given some", async () => {
      await p.send(new lib.Message(name, "T", `s${sent++}`))
      return sinks.every(({ got }) => got.length > 0) ? true : undefined
    })
  },
  "retry, and dead after the last": async () => {
    const name = await topic("retry", 1)
    const group = unique("g")
    const times: number[] = []
    await consumer(
      name,
      "*",
      async ({ reconsumeTimes }) => {
        times.push(reconsumeTimes)
        throw new Error("again")
      },
      { consumerGroup: group, maxReconsumeTimes: 1 }
    )
    const p = await producer()
    await p.send(new lib.Message(name, "T", "again"))
    await until("a dead letter queue", async () => {
      const { body } = await admin.ask(broker, RequestCode.GET_ALL_TOPIC_CONFIG, {})
      return body?.includes(`%DLQ%${group}`) === true ? true : undefined
    })
    return `came [${times.join()}] times before`
  },
  "delay level": async () => {
    const name = await topic("delay", 1)
    const sink = new Sink()
    await consumer(name, "*", sink.take)
    const message = new lib.Message(name, "T", "late")
    message.delayTimeLevel = 2
    const p = await producer()
    await p.send(message)
    await sink.all(["late"])
    const [got] = sink.got
    check(got !== undefined && got.storeTimestamp - got.bornTimestamp >= 4_900, "too early")
    return "level 2: 5 s"
  },
  "offsets: a group goes on where it stopped": async () => {
    const name = await topic("resume", 1)
    const group = unique("g")
    const [first, second] = [new Sink(), new Sink()]
    const before = await consumer(name, "*", first.take, { consumerGroup: group })
    const p = await producer()
    await p.send(new lib.Message(name, "T", "one"))
    await first.all(["one"])
    await before.close()
    await consumer(name, "*", second.take, { consumerGroup: group, instanceName: "again" })
    await p.send(new lib.Message(name, "T", "two"))
    await second.all(["two"])
    check(second.got.length === 1, second.bodies().join())
  },
  namespace: async () => {
    const name = unique("ns")
    await admin.createTopic(`NPMNS%${name}`, 1)
    const sink = new Sink()
    await consumer(name, "*", sink.take, { namespace: "NPMNS" })
    const p = await producer({ namespace: "NPMNS" })
    await p.send(new lib.Message(name, "T", "in a namespace"))
    await sink.all(["in a namespace"])
  }
}

say({ client: "npm: ali-ons", version })
for (const [name, run] of Object.entries(cases).filter(([each]) => each.includes(only))) {
  try {
    say({ case: name, status: "PASS", detail: (await run()) ?? "" })
  } catch (error) {
    say({ case: name, status: "FAIL", detail: (error as Error).message })
  }
}
// Its clients keep timers of their own when they are closed.
if (process.stdout.writableLength > 0) await once(process.stdout, "drain")
process.exit(0)
