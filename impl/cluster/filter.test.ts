import { expect, test } from "vitest"
import { encodeProperties } from "../message/properties.ts"
import { RequestCode, ResponseCode } from "../remoting/codes.ts"
import { bodiesIn } from "../testing/client.ts"
import { withCluster } from "../testing/clusters.ts"

const TOPIC = "filtered"

test("a consumer filters by SQL92: on the broker, by the expression of its pull or of its group", { timeout: 60_000 }, () =>
  withCluster({ mode: "multi-master", replicas: 1, flush: "async" }, async ({ client }) => {
    await client.createTopic(TOPIC, 1)
    const address = await client.master()
    for (let i = 0; i < 6; i++) {
      const properties = encodeProperties({ TAGS: i % 2 === 0 ? "E" : "O", a: String(i), ...(i < 5 ? { r: "eu" } : {}) })
      const fields = { producerGroup: "p", topic: TOPIC, defaultTopic: "TBW102", defaultTopicQueueNums: "1", queueId: "0", sysFlag: "0", bornTimestamp: "0", flag: "0", properties }
      expect((await client.ask(address, RequestCode.SEND_MESSAGE, fields, Buffer.from(`m${i}`))).code).toBe(ResponseCode.SUCCESS)
    }
    const pulled = async (extra: Readonly<Record<string, string>>) => {
      const { code, body, extFields } = await client.pullFrom(address, TOPIC, 0, 0, extra)
      return { code, bodies: bodiesIn(body ?? Buffer.alloc(0)), next: extFields["nextBeginOffset"] }
    }
    const wanted = { code: ResponseCode.SUCCESS, bodies: ["m2", "m4"], next: "6" }
    const expression = "TAGS in ('E') and a between 1 and 5 and r = 'eu'"
    expect(await pulled({ subscription: expression, expressionType: "SQL92" })).toEqual(wanted)
    expect((await pulled({ subscription: "a between and", expressionType: "SQL92" })).code).toBe(ResponseCode.SUBSCRIPTION_PARSE_FAILED)
    const subscriptionData = { topic: TOPIC, subString: expression, tagsSet: [], codeSet: [], subVersion: 1, expressionType: "SQL92", classFilterMode: false }
    const check = (over: object) => client.ask(address, RequestCode.CHECK_CLIENT_CONFIG, {}, Buffer.from(JSON.stringify({ clientId: "c", group: "g", subscriptionData: { ...subscriptionData, ...over } })))
    expect((await check({})).code).toBe(ResponseCode.SUCCESS)
    expect(await check({ subString: "a between and" })).toMatchObject({ code: ResponseCode.SUBSCRIPTION_PARSE_FAILED, remark: expect.stringContaining("is no expression") })
    const beat = { clientID: "c", producerDataSet: [], consumerDataSet: [{ groupName: "g", consumeType: "CONSUME_PASSIVELY", messageModel: "CLUSTERING", consumeFromWhere: "", subscriptionDataSet: [subscriptionData], unitMode: false }] }
    expect((await client.ask(address, RequestCode.HEART_BEAT, {}, Buffer.from(JSON.stringify(beat)))).code).toBe(ResponseCode.SUCCESS)
    expect(await pulled({ consumerGroup: "g", sysFlag: "0" })).toEqual(wanted)
  })
)
