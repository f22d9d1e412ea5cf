/**
 * RocketMQ's own brokers: fetched from Maven Central once, started by their main class, killed.
 *
 * @module
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { existsSync, mkdirSync, openSync, closeSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createConnection } from "node:net"
import { homedir } from "node:os"
import { join } from "node:path"
import type { Config } from "../../../spec/broker/config.ts"

/** The newest 4.9 whose broker is on Maven Central. */
export const VERSION = "4.9.7"

/** How long a JVM may take to start on a machine that is busy: milliseconds. */
const START_MS = 120_000

/** Why they cannot run on this machine; `undefined`: they can. */
export const missing = (): string | undefined => {
  for (const tool of ["java", "mvn"])
    try {
      execFileSync(tool, ["-version"], { stdio: "ignore" })
    } catch {
      return `there is no ${tool} here: --against real needs a JVM and Maven`
    }
  return undefined
}

const pom = (version: string): string => `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>rocketproof</groupId><artifactId>real</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.rocketmq</groupId><artifactId>rocketmq-namesrv</artifactId><version>${version}</version></dependency>
    <dependency><groupId>org.apache.rocketmq</groupId><artifactId>rocketmq-broker</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`

/** A directory of jars, fetched unless it is there. */
export const fetchJars = (version: string = VERSION): string => {
  const dir = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "rocketproof", `rocketmq-${version}`)
  const lib = join(dir, "lib")
  if (existsSync(join(dir, "whole")) && readFileSync(join(dir, "pom.xml"), "utf8") === pom(version)) return lib
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, "pom.xml"), pom(version))
  execFileSync("mvn", ["-q", "-B", "-f", join(dir, "pom.xml"), "dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${lib}`], { stdio: "pipe" })
  writeFileSync(join(dir, "whole"), "")
  return lib
}

/** What 4.9 needs on a JVM of today. */
export const OPENS = ["--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED"]
const JVM = ["-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms64m", "-Xmx256m", "-XX:MaxDirectMemorySize=256m", ...OPENS]

export interface RealServer {
  readonly address: string
  readonly isUp: () => boolean
  /** Resolves when it accepts connections. */
  readonly start: () => Promise<void>
  /** Resolves when it has ended, in an orderly way. */
  readonly stop: () => Promise<void>
  /** kill -9. */
  readonly kill: () => Promise<void>
}

export interface RealBroker extends RealServer {
  /** Its store is gone. */
  readonly wipe: () => void
}

/** One of RocketMQ's main classes with its configuration, in a home of its own. */
const server = (lib: string, dir: string, mainClass: string, name: string, port: number, settings: Readonly<Record<string, unknown>>): RealServer => {
  const conf = join(dir, "conf")
  mkdirSync(conf, { recursive: true })
  for (const file of ["logback_broker.xml", "logback_namesrv.xml", "rmq.broker.logback.xml", "rmq.namesrv.logback.xml"]) writeFileSync(join(conf, file), '<configuration><root level="OFF"/></configuration>\n')
  const file = join(conf, "server.conf")
  writeFileSync(file, `${Object.entries(settings).map(([key, value]) => `${key}=${String(value)}`).join("\n")}\n`)
  let child: ChildProcess | undefined
  let ended = Promise.resolve()
  return {
    address: `127.0.0.1:${port}`,
    isUp: () => child !== undefined,
    start: async () => {
      const log = openSync(join(dir, "out.log"), "a")
      const started = spawn("java", [...JVM, `-Duser.home=${dir}`, "-cp", `${lib}/*`, mainClass, "-c", file], {
        cwd: dir,
        env: { ...process.env, ROCKETMQ_HOME: dir },
        stdio: ["ignore", log, log]
      })
      closeSync(log)
      child = started
      ended = new Promise((resolve) => {
        started.once("exit", () => {
          if (child === started) child = undefined
          resolve()
        })
      })
      for (const deadline = Date.now() + START_MS; !(await accepts(port)); await new Promise((resolve) => setTimeout(resolve, 100)))
        if (child !== started || Date.now() > deadline) throw new Error(`RocketMQ: ${name} ${child === started ? `does not listen within ${START_MS} ms` : "ended"}; it printed last: ${readFileSync(join(dir, "out.log"), "utf8").trim().split("\n").at(-1) ?? ""}`)
    },
    stop: async () => {
      child?.kill("SIGTERM")
      await ended
    },
    kill: async () => {
      child?.kill("SIGKILL")
      await ended
    }
  }
}

/** Its KV configuration and its logs are in `dir`. */
export const realNameServer = (lib: string, dir: string, port: number): RealServer =>
  server(lib, dir, "org.apache.rocketmq.namesrv.NamesrvStartup", "the NameServer", port, { listenPort: port, kvConfigPath: join(dir, "kvConfig.json"), configStorePath: join(dir, "namesrv.properties") })

/**
 * `ports`: the broker's own, two below it for its fast one, and one for slaves. It is told of no NameServer, and a slave of no master,
 * unless `more` does so: further keys, or others.
 */
export const realBroker = (
  lib: string,
  dir: string,
  { brokerName, brokerId, brokerRole, flushDiskType }: Pick<Config, "brokerName" | "brokerId" | "brokerRole" | "flushDiskType">,
  port: number,
  haPort: number,
  more: Readonly<Record<string, string | number | boolean>> = {}
): RealBroker => {
  const store = join(dir, "store")
  const settings = {
    brokerClusterName: "DefaultCluster",
    brokerName,
    brokerId,
    brokerRole,
    flushDiskType,
    listenPort: port,
    haListenPort: haPort,
    namesrvAddr: "127.0.0.1:1",
    brokerIP1: "127.0.0.1",
    brokerIP2: "127.0.0.1",
    storePathRootDir: store,
    storePathCommitLog: join(store, "commitlog"),
    mappedFileSizeCommitLog: 16 * 1024 * 1024,
    slaveReadEnable: false,
    ...more
  }
  return { ...server(lib, dir, "org.apache.rocketmq.broker.BrokerStartup", brokerName, port, settings), wipe: () => rmSync(store, { recursive: true, force: true }) }
}

const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port })
    socket.once("connect", () => {
      socket.destroy()
      resolve(true)
    })
    socket.once("error", () => resolve(false))
  })
