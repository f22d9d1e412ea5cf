import { expect, test } from "vitest"
import { RequestCode } from "../remoting/codes.ts"
import { withCluster, withControl } from "../testing/clusters.ts"
import { openExporter, prometheusText } from "./prometheus.ts"
import type { Sample } from "./samples.ts"

const sample = (value: number, topic: string): Sample => ({ metric: "rocketmq_messages_in_total", value, labels: { cluster: "c", topic } })

test("Prometheus's text: what there is, with its labels escaped; what there is not, not at all", async () => {
  const text = await prometheusText([sample(2, "a"), sample(0, 'q"\n\\')])
  expect(text.split("\n")).toEqual([
    "# HELP rocketmq_messages_in_total Messages that producers have sent, by topic and type.",
    "# TYPE rocketmq_messages_in_total counter",
    'rocketmq_messages_in_total{cluster="c",topic="a"} 2',
    'rocketmq_messages_in_total{cluster="c",topic="q\\"\\n\\\\"} 0',
    ""
  ])
  expect(await prometheusText([])).toBe("\n")
})

test("a histogram: how many up to each bound, their sum, and how many", async () => {
  const part = (value: number, of: "_bucket" | "_sum" | "_count", labels: Readonly<Record<string, string>> = {}): Sample => ({ metric: "rocketmq_message_size", value, part: of, labels: { topic: "a", ...labels } })
  expect((await prometheusText([part(1, "_bucket", { le: "1024" }), part(2, "_bucket", { le: "+Inf" }), part(5_000, "_sum"), part(2, "_count")])).split("\n")).toEqual([
    "# HELP rocketmq_message_size Bytes of the messages that producers have sent.",
    "# TYPE rocketmq_message_size histogram",
    'rocketmq_message_size_bucket{topic="a",le="1024"} 1',
    'rocketmq_message_size_bucket{topic="a",le="+Inf"} 2',
    'rocketmq_message_size_sum{topic="a"} 5000',
    'rocketmq_message_size_count{topic="a"} 2',
    ""
  ])
})

test("where RocketMQ's exporter adds the unit to a name, both are told", async () => {
  const text = await prometheusText([{ metric: "rocketmq_storage_size", value: 7, labels: { node: "a" } }])
  expect(text).toContain('rocketmq_storage_size{node="a"} 7')
  expect(text).toContain('rocketmq_storage_size_bytes{node="a"} 7')
})

test("GET /metrics, and nothing else", async () => {
  const { url, close } = await openExporter("127.0.0.1", 0, () => [sample(1, "a")])
  try {
    const answer = await fetch(url)
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/plain; version=0.0.4; charset=utf-8"])
    expect(await answer.text()).toContain('rocketmq_messages_in_total{cluster="c",topic="a"} 1')
    expect((await fetch(url, { method: "POST" })).status).toBe(404)
    expect((await fetch(url.replace("/metrics", "/"))).status).toBe(404)
  } finally {
    close()
  }
})

test("what went in, what came out, and what a group lacks, on the control address of a cluster", { timeout: 60_000 }, () =>
  withCluster({ mode: "multi-master", replicas: 1, flush: "async", journal: false }, async ({ cluster, client }) => {
    await client.createTopic("measured", 1)
    for (const body of ["a", "b", "c"]) await client.send("measured", body)
    const master = await client.master()
    await client.pullFrom(master, "measured", 0, 2)
    await client.ask(master, RequestCode.UPDATE_CONSUMER_OFFSET, { consumerGroup: "g", topic: "measured", queueId: "0", commitOffset: "1" })
    await withControl(cluster, async (url) => {
      const lines = (await (await fetch(`${url}/metrics`)).text()).split("\n")
      const of = (name: string, label: string): number => Number(lines.find((line) => line.startsWith(`${name}{`) && line.includes(label))?.split(" ").at(-1))
      const topic = 'topic="measured"'
      expect([of("rocketmq_messages_in_total", topic), of("rocketmq_messages_out_total", `consumer_group="test-readers"`), of("rocketmq_consumer_lag_messages", `consumer_group="g"`)]).toEqual([3, 1, 2])
      expect(of("rocketmq_throughput_in_total", topic)).toBe(of("rocketmq_throughput_out_total", topic) * 3)
      expect(of("rocketmq_message_size_count", topic)).toBe(3)
      expect(of("rocketmq_consumer_lag_latency", `consumer_group="g"`)).toBeGreaterThanOrEqual(0)
      expect(of("rocketmq_rpc_latency_count", 'request_code="pull_message",response_code="success"')).toBe(1)
      expect(of("rocketmq_messages_in_total", 'message_type="normal"')).toBe(3)
      expect(of("rocketmq_storage_size", 'node="broker-a/n0"')).toBeGreaterThanOrEqual(of("rocketmq_throughput_in_total", topic))
      expect(lines.filter((line) => line.startsWith("rocketmq_") && !line.includes('cluster="DefaultCluster",node_type="broker",node_id="broker-a"'))).toEqual([])
    })
  })
)
