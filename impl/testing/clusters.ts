/**
 * Clusters for tests: three brokers and a NameServer on loopback, on any free ports, in a directory that goes with them.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type Cluster, type ClusterOptions, localGroup, startCluster } from "../cluster/cluster.ts"
import { timers } from "../../spec/broker/config.ts"
import { openControl } from "../cluster/control.ts"
import { type TestClient, testClient } from "./client.ts"

export interface TestCluster {
  readonly cluster: Cluster
  readonly client: TestClient
  readonly dir: string
  /** The address where clients find a node. */
  readonly addressOf: (node: string) => string
}

/** How long a group may take to elect a leader on a machine that is busy. */
export const READY_MS = 60_000

/** For tests in which a leader must stay one: a process that stalls for a moment does not depose it. */
export const calm = { timing: { ...timers.seed, electionTimeoutMs: [700, 1_400] as const } }

export const temporaryDir = (): string => mkdtempSync(join(tmpdir(), "rocketproof-test-"))

export interface TestClusterHandle extends TestCluster {
  readonly stop: () => Promise<void>
}

/** A cluster that serves, for all tests of a file; `stop` ends it and removes its files. */
export const startTestCluster = async (over: Partial<ClusterOptions>): Promise<TestClusterHandle> => {
  const dir = temporaryDir()
  const cluster = await startCluster({ ...localGroup, dir, ...over })
  const client = testClient(cluster.namesrvAddr)
  const stop = async (): Promise<void> => {
    client.close()
    await cluster.stop()
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    await cluster.ready(READY_MS)
  } catch (error) {
    await stop()
    throw error
  }
  return { cluster, client, dir, addressOf: (node) => cluster.nodes().find(({ name }) => name === node)?.address ?? "", stop }
}

/** Runs `use` with a cluster that serves; stops it and removes its files however that ends. */
export const withCluster = async <T>(over: Partial<ClusterOptions>, use: (running: TestCluster) => Promise<T>): Promise<T> => {
  const running = await startTestCluster(over)
  try {
    return await use(running)
  } finally {
    await running.stop()
  }
}

export interface Answered {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

/** A control API that is asked over HTTP. */
export const post = async (url: string, body?: unknown): Promise<Answered> => {
  const response = await fetch(url, { method: "POST", ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }) })
  return { status: response.status, body: (await response.json()) as Answered["body"] }
}

export const get = async (url: string): Promise<Answered> => {
  const response = await fetch(url)
  return { status: response.status, body: (await response.json()) as Answered["body"] }
}

/** Runs `use` with the cluster's control API. */
export const withControl = async <T>(cluster: Cluster, use: (url: string) => Promise<T>): Promise<T> => {
  const control = await openControl(cluster, 0)
  try {
    return await use(control.url)
  } finally {
    control.close()
  }
}
