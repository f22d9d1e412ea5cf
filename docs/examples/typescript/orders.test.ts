import { createRequire } from "node:module"
import { clusterTest } from "rocketproof/vitest"
import { expect } from "vitest"

// The client from npm has no types of its own.
const require = createRequire(import.meta.url)
const { Consumer, Message, Producer } = require("ali-ons")
const httpclient = require("httpclient")
const silent = { debug() {}, info() {}, warn() {}, error() {} }

const test = clusterTest({ mode: "dledger", topics: ["orders"] })

test("an order outlives the broker that took it", async ({ cluster }) => {
  // A client asks for routes, and tells brokers that it is there, every 30 s unless told otherwise: so long it would send to a leader
  // that is dead, or be given nothing to read.
  const shared = { nameSrv: cluster.namesrvAddr, httpclient, logger: silent, pollNameServerInteval: 500, heartbeatBrokerInterval: 500 }
  const producer = new Producer({ ...shared, producerGroup: "shop" })
  producer.on("error", () => {})
  await producer.ready()
  const send = async (order: string): Promise<void> => {
    const sent = await producer.send(new Message("orders", "paid", order)).catch(() => undefined)
    if (sent?.sendStatus !== "SEND_OK") await send(order)
  }

  await send("7 EUR")
  const killed = await cluster.kill("broker-a/leader")
  await send("9 EUR")
  await cluster.restart(killed)

  const read = new Set<string>()
  const consumer = new Consumer({ ...shared, consumerGroup: "books", rebalanceInterval: 500, consumeFromWhere: "CONSUME_FROM_FIRST_OFFSET" })
  consumer.on("error", () => {})
  consumer.subscribe("orders", "*", async ({ body }: { readonly body: Buffer }) => void read.add(body.toString()))
  await consumer.ready()
  await cluster.until("both orders", () => read.has("7 EUR") && read.has("9 EUR"))
  expect([...read].sort()).toEqual(["7 EUR", "9 EUR"])

  await producer.close()
  await consumer.close()
})
