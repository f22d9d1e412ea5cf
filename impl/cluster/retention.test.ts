// Clauses: B3
import { readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { brokerSpec } from "../config/broker-spec.ts"
import { parseSet, readSettings } from "../config/settings.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { testClient } from "../testkit/client.ts"
import { temporaryDir } from "../testing/clusters.ts"
import { makeLinks } from "./links.ts"
import { type RunningNode, startNode } from "./node.ts"

test("mqadmin updateBrokerConfig says when files go, and deleteExpiredCommitLog that they go: whole ones; queues begin behind them, and a restart finds it so", { timeout: 60_000 }, async () => {
  const dir = temporaryDir()
  const start = (): Promise<RunningNode> =>
    startNode(brokerSpec(readSettings("broker", ["listenPort=0", "brokerName=a", "mappedFileSizeCommitLog=65536", "fileReservedTime=72", "deleteWhen=04", `storePathRootDir=${dir}`].map(parseSet)), {}), makeLinks())
  const client = testClient("127.0.0.1:1")
  try {
    let node = await start()
    for (let i = 0; i < 200; i++) expect((await client.sendTo(node.address, "t", Buffer.alloc(1_000, 97), 0)).code).toBe(ResponseCode.SUCCESS)
    const files = (): number => readdirSync(join(dir, "commitlog")).length
    expect(files()).toBe(4)
    expect((await client.ask(node.address, RequestCode.DELETE_EXPIRED_COMMITLOG, {})).code).toBe(ResponseCode.SUCCESS)
    expect(files()).toBe(4)
    // Nobody wants them any more, from now on.
    expect((await client.ask(node.address, RequestCode.UPDATE_BROKER_CONFIG, {}, Buffer.from("fileReservedTime=0"))).code).toBe(ResponseCode.SUCCESS)
    // Only what is on disk may go: the flush behind the acks comes every 500 ms.
    const deleted = async (): Promise<boolean> => {
      expect((await client.ask(node.address, RequestCode.DELETE_EXPIRED_COMMITLOG, {})).code).toBe(ResponseCode.SUCCESS)
      return files() === 1
    }
    while (!(await deleted())) await new Promise((resolve) => setTimeout(resolve, 50))
    const minOffset = async (): Promise<number> => Number((await client.ask(node.address, RequestCode.GET_MIN_OFFSET, { topic: "t", queueId: "0" })).extFields["offset"])
    const least = await minOffset()
    expect(least).toBeGreaterThan(150)
    expect((await client.pullFrom(node.address, "t", 0, 0)).code).toBe(ResponseCode.PULL_OFFSET_MOVED)
    expect((await client.pullFrom(node.address, "t", 0, least)).code).toBe(ResponseCode.SUCCESS)
    node.stop()
    node = await start()
    expect(await minOffset()).toBe(least)
    expect((await client.sendTo(node.address, "t", "next", 0)).extFields["queueOffset"]).toBe("200")
    node.stop()
  } finally {
    client.close()
    rmSync(dir, { recursive: true, force: true })
  }
})
