import { expect, test } from "vitest"
import { parseAddress } from "../layers/network.ts"
import { nodeNetwork } from "../layers/node-network.ts"
import { decodeProperties, encodeProperties } from "../message/properties.ts"
import { remotingClient } from "../remoting/client.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import type { RemotingCommand } from "../remoting/command.ts"
import { until } from "../testing/client.ts"
import { withCluster } from "../testing/clusters.ts"

test("an answer reaches the client that waits for it; one for nobody is an error", { timeout: 60_000 }, () =>
  withCluster({ mode: "multi-master", replicas: 1, flush: "async" }, async ({ client }) => {
    const address = await client.master()
    const got: RemotingCommand[] = []
    const waiting = remotingClient(nodeNetwork, parseAddress(address), (request) => void got.push(request))
    try {
      const beat = { clientID: "asker", producerDataSet: [{ groupName: "p" }], consumerDataSet: [] }
      expect((await waiting.ask(RequestCode.HEART_BEAT, {}, Buffer.from(JSON.stringify(beat)))).code).toBe(ResponseCode.SUCCESS)
      const answer = (to: string) => {
        const i = encodeProperties({ REPLY_TO_CLIENT: to, CORRELATION_ID: "7" })
        return client.ask(address, RequestCode.SEND_REPLY_MESSAGE_V2, { a: "r", b: "DefaultCluster_REPLY_TOPIC", c: "TBW102", d: "4", e: "0", f: "0", g: "1", h: "0", i, j: "0", k: "false", m: "false" }, Buffer.from("pong"))
      }
      expect((await answer("asker")).code).toBe(ResponseCode.SUCCESS)
      const [pushed] = await until("the answer", async () => (got.length > 0 ? got : undefined))
      expect(pushed).toMatchObject({ code: RequestCode.PUSH_REPLY_MESSAGE_TO_CLIENT, extFields: { topic: "DefaultCluster_REPLY_TOPIC", producerGroup: "r" } })
      expect(decodeProperties(pushed?.extFields["properties"] ?? "")).toMatchObject({ CORRELATION_ID: "7" })
      expect(pushed?.body?.toString()).toBe("pong")
      expect(await answer("nobody")).toMatchObject({ code: ResponseCode.SYSTEM_ERROR, remark: "push reply message fail, channel of <nobody> not found." })
    } finally {
      waiting.close()
    }
  })
)
