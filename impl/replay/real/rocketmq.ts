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

const pom = (version: string, artifact: string): string => `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>
  <groupId>rocketproof</groupId><artifactId>real</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.apache.rocketmq</groupId><artifactId>${artifact}</artifactId><version>${version}</version></dependency>
  </dependencies>
</project>
`

/** A directory of jars, fetched unless it is there. */
export const fetchJars = (version = VERSION, artifact: "rocketmq-broker" | "rocketmq-namesrv" = "rocketmq-broker"): string => {
  const dir = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "rocketproof", `${artifact === "rocketmq-broker" ? "rocketmq" : artifact}-${version}`)
  const lib = join(dir, "lib")
  if (existsSync(join(dir, "whole"))) return lib
  mkdirSync(dir, { recursive: true })
  writeFileSync(join(dir, "pom.xml"), pom(version, artifact))
  execFileSync("mvn", ["-q", "-B", "-f", join(dir, "pom.xml"), "dependency:copy-dependencies", "-DincludeScope=runtime", `-DoutputDirectory=${lib}`], { stdio: "pipe" })
  writeFileSync(join(dir, "whole"), "")
  return lib
}

const OPENS = ["--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED", "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED", "--add-opens=java.base/java.nio=ALL-UNNAMED", "--add-opens=java.base/jdk.internal.ref=ALL-UNNAMED"]
const JVM = ["-XX:-UsePerfData", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms64m", "-Xmx256m", "-XX:MaxDirectMemorySize=256m", ...OPENS]

/** A program of RocketMQ's in a JVM of its own. */
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

/** `main`: its class. `settings`: its configuration file. It logs nothing. */
const realServer = (lib: string, dir: string, main: string, settings: Readonly<Record<string, unknown>>, port: number): RealServer => {
  const conf = join(dir, "conf")
  mkdirSync(conf, { recursive: true })
  for (const file of ["logback_broker.xml", "logback_namesrv.xml", "rmq.broker.logback.xml", "rmq.namesrv.logback.xml"]) writeFileSync(join(conf, file), '<configuration><root level="OFF"/></configuration>\n')
  writeFileSync(join(conf, "server.conf"), `${Object.entries(settings).map(([key, value]) => `${key}=${String(value)}`).join("\n")}\n`)
  let child: ChildProcess | undefined
  let ended = Promise.resolve()
  return {
    address: `127.0.0.1:${port}`,
    isUp: () => child !== undefined,
    start: async () => {
      const log = openSync(join(dir, "out.log"), "a")
      const started = spawn("java", [...JVM, `-Duser.home=${dir}`, "-cp", `${lib}/*`, main, "-c", join(conf, "server.conf")], {
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
        if (child !== started || Date.now() > deadline) throw new Error(`RocketMQ: ${main} ${child === started ? `does not listen within ${START_MS} ms` : "ended"}; it printed last: ${readFileSync(join(dir, "out.log"), "utf8").trim().split("\n").at(-1) ?? ""}`)
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

/** A NameServer, of jars of `rocketmq-namesrv`. */
export const realNameServer = (lib: string, dir: string, port: number): RealServer => realServer(lib, dir, "org.apache.rocketmq.namesrv.NamesrvStartup", { listenPort: port, kvConfigPath: join(dir, "kvConfig.json") }, port)

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
  return { ...realServer(lib, dir, "org.apache.rocketmq.broker.BrokerStartup", settings, port), wipe: () => rmSync(store, { recursive: true, force: true }) }
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
