/**
 * `npm start`: the tour. It checks a model, breaks a rule, runs the same rules as brokers, kills the leader, and holds what
 * happened against the spec. Exit 0 only if each step did what it should.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { boundsOf, nameOf } from "../../models/dledger/models.ts"
import { explore } from "../../models/engine/index.ts"
import { explain } from "../../properties/telling/explain.ts"
import { modelOf, propertiesOf } from "../../properties/dledger/suites.ts"
import { mutants } from "../../properties/mutants/index.ts"
import { suiteOf } from "../../properties/suites.ts"
import { localGroup, startCluster } from "../cluster/cluster.ts"
import { parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { RequestCode } from "../remoting/codes.ts"
import { remotingClient } from "../remoting/client.ts"
import { screen } from "../trace/screen.ts"
import { loadAliOns, POLL_MS } from "./ali-ons.ts"
import { promiseTable } from "./promise-table.ts"
import { count, progress, rate } from "./progress.ts"
import { validate } from "./validate.ts"

const TOPIC = "tour"

const title = (n: number, text: string): void => console.log(`\n── ${n} of 4 · ${text}\n`)

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const demo = async (): Promise<number> => {
  console.log("rocketproof: RocketMQ's DLedger mode as pure rules, checked and run.")
  const steps = [
    await checkStep(),
    await breakStep(),
    ...(await liveSteps())
  ]
  const failed = steps.filter((ok) => !ok).length
  console.log("\n── All four modes · what becomes of an acked message\n")
  for (const line of promiseTable()) console.log(line)
  console.log(
    failed === 0
      ? "\nEach step did what it should. Next:\n  npx rocketproof check --list          the models, and what each is for\n  npx rocketproof mutants --show        every historical bug with its counterexample\n  npx rocketproof cluster               a group of your own on 127.0.0.1:9876\n  docs/changing-a-rule.md               change a rule and see which promise breaks"
      : `\n${failed} of 4 steps did not do what they should.`
  )
  return failed === 0 ? 0 : 1
}

const checkStep = async (): Promise<boolean> => {
  const bounds = boundsOf("replication-reordered")
  title(1, `every run of three nodes, within bounds: ${bounds.about}`)
  const line = progress()
  const result = explore(modelOf(bounds), {
    onProgress: (p) => line.say(`${count(p.uniqueStates)} states, depth ${p.depth}, ${rate(p.generatedStates, p.seconds)}`)
  })
  line.done()
  console.log(`${nameOf(bounds)}`)
  console.log(
    `${count(result.uniqueStates)} states (of ${count(result.generatedStates)} generated, ${rate(result.generatedStates, result.seconds)}), ${result.depth} deep, ${result.seconds.toFixed(1)} s: ${result.exhausted ? "that is all of them" : "NOT all of them"}\n`
  )
  const sentences = new Map(propertiesOf(bounds).map(({ id, sentence }) => [id, sentence]))
  for (const { id, verdict, trace } of result.properties)
    console.log(`  ${verdict.padEnd(8)} ${id}${sentences.has(id) ? `: ${sentences.get(id)}` : ""}${trace ? ` (first after ${trace.steps.length} steps)` : ""}`)
  return result.exhausted && result.properties.every(({ verdict }) => verdict === "holds" || verdict === "reached")
}

const breakStep = async (): Promise<boolean> => {
  const mutant = mutants.find(({ id }) => id === "ack-before-fsync")
  if (mutant === undefined) return false
  const property = "S12 AckDurable"
  const bounds = boundsOf(mutant.model)
  title(2, `one rule changed to a bug that shipped: ${mutant.id}`)
  console.log(`${mutant.rule}\nSeen in: ${mutant.seen}\n\nThe shortest run that breaks a promise (~ marks entries that are written and not on disk):\n`)
  const line = progress()
  const suite = suiteOf(mutant.model)
  const model = modelOf(bounds, mutant.machine)
  const result = explore(model, { stopAt: [property], onProgress: (p) => line.say(`${count(p.uniqueStates)} states, depth ${p.depth}`) })
  line.done()
  const caught = result.properties.find(({ id, verdict }) => id === property && verdict === "violated")
  if (caught?.trace === undefined) {
    console.log(`${property} was expected to break, and did not.`)
    return false
  }
  console.log(explain(suite, caught, caught.trace, { model, mutant: mutant.id, ...screen() }))
  return true
}

const liveSteps = async (): Promise<readonly boolean[]> => {
  title(3, "the same rules, run: three brokers over TCP, a client that knows nothing of this project")
  const client = loadAliOns()
  if (client === undefined) {
    console.log("The client is not installed: npm install ali-ons httpclient")
    return [false, false]
  }
  const dir = mkdtempSync(join(tmpdir(), "rocketproof-tour-"))
  const cluster = await startCluster({ ...localGroup, dir, processes: true })
  try {
    await cluster.ready(30_000)
    const survived = await killTheLeader(cluster, client)
    await cluster.stop()
    title(4, "what happened, held against the spec")
    const explained = (await validate(dir, {})) === 0
    return [survived, explained]
  } finally {
    await cluster.stop()
    rmSync(dir, { recursive: true, force: true })
  }
}

const killTheLeader = async (cluster: Awaited<ReturnType<typeof startCluster>>, client: NonNullable<ReturnType<typeof loadAliOns>>): Promise<boolean> => {
  const leader = await cluster.find("broker-a/leader")
  const address = cluster.nodes().find(({ name }) => name === leader)?.address ?? ""
  console.log(`NameServer ${cluster.namesrvAddr}; ${leader} leads. Client: ali-ons ${client.version} from npm, with pollNameServerInteval=${POLL_MS} (its default is 30 s).`)
  const admin = remotingClient(nodeNetwork, parseAddress(address))
  await admin.ask(RequestCode.UPDATE_AND_CREATE_TOPIC, { topic: TOPIC, defaultTopic: "TBW102", readQueueNums: "4", writeQueueNums: "4", perm: "6", topicFilterType: "SINGLE_TAG", topicSysFlag: "0", order: "false" })
  admin.close()

  const producer = client.producer(cluster.namesrvAddr)
  producer.on("error", () => {})
  await producer.ready()
  const acked = new Set<string>()
  let failed = 0
  const send = async (body: string): Promise<boolean> => {
    try {
      const { sendStatus } = await producer.send(client.message(TOPIC, body))
      if (sendStatus === "SEND_OK") acked.add(body)
      return sendStatus === "SEND_OK"
    } catch {
      failed++
      await sleep(50)
      return false
    }
  }
  for (let i = 0; i < 100; i++) await send(`before-${i}`)
  console.log(`${acked.size} messages answered SEND_OK.`)

  const killed = Date.now()
  await cluster.kill(leader)
  console.log(`kill -9 ${leader}`)
  const deadline = killed + 30_000
  while (!(await send(`after-0`)) && Date.now() < deadline);
  console.log(`Sends work again after ${Date.now() - killed} ms (${failed} failed meanwhile); ${await cluster.find("broker-a/leader")} leads.`)
  for (let i = 1; i < 100; i++) await send(`after-${i}`)
  await cluster.restart(leader)
  console.log(`${leader} is back. ${acked.size} messages answered SEND_OK in all.`)
  await producer.close()

  const seen = new Map<string, number>()
  const consumer = client.consumer(cluster.namesrvAddr, "tour-consumer")
  consumer.on("error", () => {})
  consumer.subscribe(TOPIC, "*", async ({ body }) => {
    const text = body.toString()
    seen.set(text, (seen.get(text) ?? 0) + 1)
  })
  await consumer.ready()
  const readDeadline = Date.now() + 30_000
  while (![...acked].every((body) => seen.has(body)) && Date.now() < readDeadline) await sleep(100)
  await consumer.close()
  const lost = [...acked].filter((body) => !seen.has(body)).length
  const twice = [...seen.values()].filter((times) => times > 1).length
  console.log(`Read back: ${acked.size} acked, ${lost} lost, ${twice} delivered twice (a send whose answer was lost is sent again).`)
  return lost === 0 && acked.size >= 199
}
