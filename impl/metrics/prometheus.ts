/**
 * Samples in Prometheus's text format, and over HTTP.
 *
 * RocketMQ 5 `metricsExporterType=PROM`.
 *
 * @module
 */
import { createServer } from "node:http"
import { Counter, Gauge, type Metric, Registry } from "prom-client"
import { metrics, type Sample } from "./samples.ts"

export const CONTENT_TYPE = Registry.PROMETHEUS_CONTENT_TYPE

export const prometheusText = (samples: readonly Sample[]): Promise<string> => {
  const registry = new Registry()
  for (const [metric, { type, help, ...more }] of Object.entries(metrics)) {
    const own = samples.filter((sample) => sample.metric === metric)
    // Without labels it would be told as 0.
    if (own.length === 0) continue
    for (const name of "unit" in more ? [metric, `${metric}_${more.unit}`] : [metric]) {
      if (type === "histogram") {
        registry.registerMetric(spread(name, help, own))
        continue
      }
      const labelNames = [...new Set(own.flatMap(({ labels }) => Object.keys(labels)))]
      const collected = new (type === "counter" ? Counter : Gauge)({ name, help, labelNames, registers: [registry] })
      for (const { labels, value } of own) collected.inc(labels, value)
    }
  }
  return registry.metrics()
}

/** A histogram whose counts are there already: the library's own would have to see each value again. */
const spread = (name: string, help: string, own: readonly Sample[]): Metric =>
  ({ name, get: () => Promise.resolve({ name, help, type: "histogram", aggregator: "sum", values: own.map(({ labels, value, part = "" }) => ({ labels, value, metricName: `${name}${part}` })) }) }) as unknown as Metric

export interface Exporter {
  readonly url: string
  readonly close: () => void
}

/** Serves `/metrics`. Rejects if the address is taken. */
export const openExporter = (host: string, port: number, samples: () => readonly Sample[]): Promise<Exporter> =>
  new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      if (request.method !== "GET" || request.url?.split("?")[0] !== "/metrics") {
        response.writeHead(404, { "content-type": "text/plain" }).end("GET /metrics\n")
        return
      }
      prometheusText(samples()).then(
        (text) => response.writeHead(200, { "content-type": CONTENT_TYPE }).end(text),
        (error: unknown) => response.writeHead(500, { "content-type": "text/plain" }).end(`${(error as Error).message}\n`)
      )
    })
    server.once("error", reject)
    server.listen(port, host, () => {
      const bound = server.address()
      resolve({
        url: `http://${host}:${typeof bound === "object" && bound !== null ? bound.port : port}/metrics`,
        close: () => {
          server.close()
          server.closeAllConnections()
        }
      })
    })
  })
