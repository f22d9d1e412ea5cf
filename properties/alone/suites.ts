/**
 * Which properties are checked of which machine alone.
 *
 * @module
 */
import { type AloneOptions, aloneModel, type AloneProperty, type Alphabet, type Runs } from "../../models/alone/alone.ts"
import { type BrokerAlphabet, brokerAlphabets } from "../../models/alone/broker.ts"
import { ackAlphabets } from "../../models/alone/broker-acks.ts"
import { laterAlphabets } from "../../models/alone/broker-later.ts"
import { popAlphabets } from "../../models/alone/broker-pop.ts"
import { consumerAlphabets } from "../../models/alone/consumer.ts"
import { defaultsAlphabet, defaultsMachine } from "../../models/alone/defaults.ts"
import { files, filesAlphabet } from "../../models/alone/files.ts"
import { memberAlphabets } from "../../models/alone/member.ts"
import { memberLaterAlphabets } from "../../models/alone/member-later.ts"
import { releasedAlphabets } from "../../models/alone/member-released.ts"
import { nameServerAlphabets } from "../../models/alone/name-server.ts"
import { producerAlphabets } from "../../models/alone/producer.ts"
import { records, recordsAlphabet } from "../../models/alone/records.ts"
import type { AnyModel } from "../../models/engine/model.ts"
import { consumer } from "../../spec/client/consumer/index.ts"
import { producer } from "../../spec/client/producer/index.ts"
import type { Tagged } from "../../spec/machine.ts"
import type { BrokerEvent } from "../../spec/broker/events.ts"
import type { BrokerOutput } from "../../spec/broker/outputs.ts"
import type { Broker } from "../../spec/broker/state.ts"
import { type Mode, modes } from "../../spec/modes/index.ts"
import { dledgerReleased } from "../../spec/modes/dledger-released.ts"
import { nameServer } from "../../spec/name-server/index.ts"
import type { DeclaredIn } from "../declare.ts"
import type { OtherMachines, Suite } from "../suites.ts"
import type { BrokerMachine } from "../../models/world/node.ts"
import { beginsAsWas, copyRuns, goesFromTheFront, sendTaken } from "./broker-acks.ts"
import { locksHeld, membersKnown, tablesKept } from "./broker-groups.ts"
import { levelGoesOn, sentBackOrDead, timerEnds, transactionEnds } from "./broker-later.ts"
import { comesAgain, handsOut, takenBack } from "./broker-pop.ts"
import { assigned } from "./broker-pop-groups.ts"
import { progressKept, pullServed } from "./broker-pulls.ts"
import { progressListed, writtenAtStop } from "./broker-stop.ts"
import { asByDefault } from "./defaults.ts"
import { ofRecords } from "./records.ts"
import { hasSystemTopics } from "./system-topics.ts"
import { ofConsumers } from "./consumer.ts"
import { ofFiles } from "./files.ts"
import { ofMembers, ofReleased } from "./members.ts"
import { ofNameServers } from "./name-server.ts"
import { ofProducers } from "./producer.ts"
import { aloneView } from "../telling/alone-view.ts"
import type { Refinement } from "./refines.ts"

/** A machine that is explored alone: which one it is where a mutant is in its place. */
const suiteOf = <S extends object, E extends Tagged, O extends Tagged>(
  topic: string,
  about: string,
  mode: Mode,
  alphabet: Alphabet<S, E>,
  properties: readonly DeclaredIn<void, AloneProperty<S, E, O>>[],
  machineOf: (machine: BrokerMachine | undefined, others: OtherMachines) => Runs<S, E, O>
): Suite => {
  const name = `alone/${topic}-${alphabet.events(alphabet.initial).length}events`
  const modelWith = (machine?: BrokerMachine, others: OtherMachines = {}): AnyModel => aloneModel<S, E, O>({ ...alphabet, name, machine: machineOf(machine, others), properties: properties.map((property) => property()) } satisfies AloneOptions<S, E, O>) as unknown as AnyModel
  return { name, mode, topic: `alone/${topic}`, about, deep: false, bounds: { topic, about }, model: () => modelWith(), modelWith, properties, view: aloneView(machineOf(undefined, {}).name, alphabet.initial) }
}

const aloneNameServer = (topic: keyof typeof nameServerAlphabets, about: string): Suite =>
  suiteOf(`name-server-${topic}`, about, "multi-master", nameServerAlphabets[topic], ofNameServers, (_machine, others) => others.nameServer ?? nameServer)

const aloneProducer = (topic: keyof typeof producerAlphabets, about: string): Suite =>
  suiteOf(`producer-${topic}`, about, "multi-master", producerAlphabets[topic], ofProducers, (_machine, others) => others.producer ?? producer)

const aloneConsumer = (topic: keyof typeof consumerAlphabets, about: string): Suite =>
  suiteOf(`consumer-${topic}`, about, "multi-master", consumerAlphabets[topic], ofConsumers, (_machine, others) => others.consumer ?? consumer)

export const ofBrokers: BrokerProperties = [pullServed, progressKept, membersKnown, locksHeld, tablesKept, sendTaken, copyRuns, beginsAsWas, goesFromTheFront, transactionEnds, levelGoesOn, timerEnds, sentBackOrDead, handsOut, takenBack, comesAgain, assigned]

type BrokerProperties = readonly Refinement<Broker, BrokerEvent, BrokerOutput>[]

const aloneBroker = (mode: Mode, topic: string, about: string, alphabet: BrokerAlphabet, properties: BrokerProperties = ofBrokers): Suite => suiteOf(topic, about, mode, alphabet, [...properties, writtenAtStop, progressListed, hasSystemTopics], (machine) => machine ?? modes[mode])

const allMemberAlphabets = { ...memberAlphabets, ...memberLaterAlphabets }

const aloneMember = (topic: keyof typeof allMemberAlphabets, about: string): Suite => suiteOf(`member-${topic}`, about, "dledger", allMemberAlphabets[topic], ofMembers, (machine) => machine ?? modes.dledger)

const aloneReleased = (topic: keyof typeof releasedAlphabets, about: string): Suite =>
  suiteOf(`released-${topic}`, about, "dledger", releasedAlphabets[topic], ofReleased, (machine) => (machine as unknown as typeof dledgerReleased | undefined) ?? dledgerReleased)

export const aloneSuites: readonly Suite[] = [
  aloneNameServer("kvConfig", "a NameServer's KV configuration, put, read, deleted, and read from disk"),
  aloneNameServer("roles", "a NameServer while the brokers of one group change their roles and come and go, in any order"),
  aloneNameServer("groups", "a NameServer with groups of two clusters, an address that goes from one to the other, and an operator"),
  aloneProducer("answers", "a producer with one message and three tries, and every answer that a broker gives"),
  aloneProducer("stored-again", "a producer that sends again what was stored and not acked, and asks for routes on its timer alone"),
  aloneProducer("turns", "a producer with two messages: whose turn it is, and who waits for a route"),
  aloneConsumer("alone", "a consumer that has all queues, of a master or a slave, and every answer that a broker gives"),
  aloneConsumer("later", "a consumer that processes later what it was given, in any order"),
  aloneConsumer("orderly", "one of many, in order: locks that are given, renewed, refused and lost"),
  aloneConsumer("orderly-alone", "all queues are its own, and it consumes them in order all the same"),
  aloneConsumer("shares", "three queues of two brokers, divided among up to three members"),
  aloneBroker("multi-master", "pulls", "a master and two pulls: what they get, how they wait, and who ends that", brokerAlphabets.pulls),
  aloneBroker("async-replication", "pulls-at-slave", "the same at a slave that serves while it is connected", brokerAlphabets["pulls-at-slave"]),
  aloneBroker("multi-master", "pulls-expired", "the same at a master whose first message has expired", brokerAlphabets["pulls-expired"]),
  aloneBroker("async-replication", "pulls-without-master", "the same at a slave that serves without its master", brokerAlphabets["pulls-without-master"]),
  aloneBroker("multi-master", "progress", "progress of groups, and where queues begin and end", brokerAlphabets.progress),
  aloneBroker("multi-master", "progress-5", "the same as in 5.x", brokerAlphabets["progress-5"]),
  aloneBroker("multi-master", "progress-expired", "the same where the first message has expired", brokerAlphabets["progress-expired"]),
  aloneBroker("async-replication", "progress-at-slave", "the same at a slave, which keeps none", brokerAlphabets["progress-at-slave"]),
  aloneBroker("multi-master", "groups", "members and producers that come, come again, leave, and are silent", brokerAlphabets.groups),
  aloneBroker("multi-master", "replies", "answers for clients whose names begin alike", brokerAlphabets.replies),
  aloneBroker("multi-master", "locks", "queues that are locked, given back, and free again", brokerAlphabets.locks),
  aloneBroker("async-replication", "locks-at-slave", "a slave gives no locks", brokerAlphabets["locks-at-slave"]),
  aloneBroker("async-replication", "topics", "topics and groups by an operator's word, and what is copied", brokerAlphabets.topics),
  aloneBroker("async-replication", "topics-at-slave", "a slave takes its master's tables, and nobody's word", brokerAlphabets["topics-at-slave"]),
  ...(["sends-async-flush", "sends-sync-flush"] as const).map((topic) => aloneBroker("multi-master", topic, "a master, batches, and a disk that answers in time or not", ackAlphabets[topic])),
  aloneBroker("multi-master", "refused", "what is refused before anything is written, and where it goes that is not for now", ackAlphabets.refused),
  ...(["copies", "copies-sync-flush", "copies-4.9", "copies-5", "copies-5-far"] as const).map((topic) => aloneBroker("sync-double-write", topic, "a master and a slave that comes, reports, is slow, and comes again", ackAlphabets[topic])),
  aloneBroker("sync-double-write", "copies-expired", "a master whose first entry has expired, a slave that lacks it, and one that it was not told of", ackAlphabets["copies-expired"]),
  aloneBroker("sync-double-write", "copies-gap", "slaves that lack what has expired, streamed to or not", ackAlphabets["copies-gap"]),
  aloneBroker("multi-master", "expires", "files that go while the disk is slow, with half messages and timer messages in them", ackAlphabets.expires),
  aloneBroker("async-replication", "expires-at-slave", "the same at a slave that acks from its disk", ackAlphabets["expires-at-slave"]),
  aloneBroker("sync-double-write", "three-copies", "two slaves, three copies, and a batch that goes in stretches", ackAlphabets["three-copies"]),
  aloneBroker("sync-double-write", "streams", "slaves of RocketMQ's, which are streamed to, and a log whose first entries have expired", ackAlphabets.streams),
  aloneBroker("sync-double-write", "streams-three-acks", "the same, and three copies are needed", ackAlphabets["streams-three-acks"]),
  aloneBroker("async-replication", "blank-slave", "a slave that has nothing, and a master whose first entries have expired", ackAlphabets["blank-slave"]),
  ...(["slaves", "slaves-sync-flush", "slaves-fsync"] as const).map((topic) => aloneBroker("async-replication", topic, "a slave, its master, and its disk", ackAlphabets[topic])),
  ...(["starts", "starts-as-slave"] as const).map((topic) => aloneBroker("async-replication", topic, "what a broker does with what its disk held", ackAlphabets[topic])),
  aloneBroker("async-replication", "copied", "tables that are the same are not written again", ackAlphabets.copied),
  aloneBroker("multi-master", "transactions", "a half message, and everything that may end it or ask after it", laterAlphabets.transactions),
  aloneBroker("multi-master", "levels", "two delay levels, and a master that is full or has failed", laterAlphabets.levels),
  aloneBroker("multi-master", "timers", "timer messages that come or are recalled, and a master that is full or has failed", laterAlphabets.timers),
  aloneBroker("multi-master", "sends-at-times", "what is sent, or committed, for a time of its own", laterAlphabets["sends-at-times"]),
  aloneBroker("multi-master", "timers-off", "a broker that allows neither times nor recalls", laterAlphabets["timers-off"]),
  aloneBroker("sync-double-write", "sent-back", "messages that are sent back, or dead", laterAlphabets["sent-back"]),
  aloneBroker("multi-master", "pops", "a master that hands out messages, and everything that its store may find", popAlphabets.pops),
  aloneBroker("multi-master", "pops-expired", "pops where the first message has expired", popAlphabets["pops-expired"]),
  aloneBroker("multi-master", "pops-of-two", "the same with messages that come again, and a master that is soon full", popAlphabets["pops-of-two"]),
  aloneBroker("multi-master", "in-flight", "two messages that are handed out: acked, given more time, or not, with handles old and new", popAlphabets["in-flight"]),
  aloneBroker("multi-master", "in-flight-full", "the same with a master that is soon full, and a topic that is deleted", popAlphabets["in-flight-full"]),
  aloneBroker("multi-master", "pops-in-order", "two messages that are handed out in order, and who pops behind them, or again", popAlphabets["pops-in-order"]),
  aloneBroker("multi-master", "damaged-in-order", "the same where the next message is damaged", popAlphabets["damaged-in-order"]),
  aloneBroker("multi-master", "acks-in-order", "the same, acked, given more time, or not, and what operators do with their queue", popAlphabets["acks-in-order"]),
  aloneBroker("multi-master", "records", "records that become readable while what they speak of is about to be done with", popAlphabets.records),
  aloneBroker("async-replication", "records-at-slave", "the same at a slave, which hands out nothing", popAlphabets["records-at-slave"]),
  aloneBroker("multi-master", "pops-together", "two pops of two clients that wait for the same message", popAlphabets["pops-together"]),
  aloneBroker("multi-master", "pops-too-many", "as many pops wait as may", popAlphabets["pops-too-many"]),
  aloneBroker("async-replication", "again-in-order", "a slave that reads of messages that are handed out again in order", popAlphabets["again-in-order"]),
  aloneBroker("multi-master", "pops-to-the-byte", "as many messages, and as much beside them, as fit to the byte", popAlphabets["pops-to-the-byte"]),
  aloneBroker("multi-master", "pops-in-turn", "a group whose turn it is to begin with messages that come again", popAlphabets["pops-in-turn"]),
  aloneBroker("multi-master", "resets-alike", "two queues whose numbers begin alike, one of which goes on elsewhere", popAlphabets["resets-alike"]),
  aloneBroker("sync-double-write", "short-of-replicas", "a master without the replicas that its acks need", popAlphabets["short-of-replicas"]),
  aloneBroker("multi-master", "endings", "what becomes readable ends a half message, or one that waits for its time", laterAlphabets.endings),
  aloneBroker("async-replication", "endings-at-slave", "the same at a slave", laterAlphabets["endings-at-slave"]),
  ...(["pops-at-slave", "pops-before-serving"] as const).map((topic) => aloneBroker("async-replication", topic, "nothing is handed out by who does not serve", popAlphabets[topic])),
  aloneBroker("multi-master", "refused-alike", "looks at messages, and questions after them, that are refused", popAlphabets["refused-alike"]),
  aloneBroker("multi-master", "assignments", "groups that pull or pop, and which queues their members are told", popAlphabets.assignments),
  ...(["later-at-slave", "later-before-serving"] as const).map((topic) => aloneBroker("async-replication", topic, "what is to come later is nothing for who does not serve", laterAlphabets[topic])),
  suiteOf("defaults", "what is so unless somebody says otherwise", "multi-master", defaultsAlphabet, [asByDefault], () => defaultsMachine),
  suiteOf("pop-records", "what is written of pops, and read", "multi-master", recordsAlphabet, ofRecords, () => records),
  suiteOf("files", "which files of the log go, where a start begins to check them, what a broken record means, and whether the log need be read", "multi-master", filesAlphabet, ofFiles, () => files),
  aloneMember("votes", "a member of a group and its vote: whatever candidates and leaders may say, and a disk that takes its time"),
  aloneMember("votes-as-candidate", "the same of a candidate"),
  aloneMember("votes-unsaved", "the same of a candidate whose disk has not confirmed that it is one"),
  aloneMember("follows", "a follower with a log of two terms, and whatever a leader may send"),
  aloneMember("follows-page-cache", "the same with acks from page cache, where what was committed may be lost"),
  aloneMember("follows-behind-snapshot", "the same behind a snapshot"),
  aloneMember("leads", "a leader, and whatever its followers may answer"),
  aloneMember("leads-page-cache", "the same with acks from page cache, one entry at a time"),
  aloneMember("leads-behind-snapshot", "the same behind a snapshot, with followers that may have lost what they acked"),
  aloneMember("leads-and-hands-over", "the same while messages are under way and a hand-over is"),
  aloneMember("leads-alone", "a leader without followers that acks from page cache"),
  aloneMember("reads", "a leader with reads that wait for a majority"),
  aloneMember("reads-of-four", "the same in a group of four"),
  aloneMember("reads-behind", "the same while what was committed is not in the queues yet"),
  aloneMember("follows-after-snapshot", "a follower whose whole log a snapshot stands for"),
  aloneMember("catches-up", "a member that lost its disk and has heard from everybody, short of what it may have acked"),
  aloneMember("catches-up-without-tables", "the same without its leader's tables"),
  aloneMember("catches-up-page-cache", "the same with acks from page cache"),
  aloneMember("waits-for-disk", "answers of which one waits for a vote's fsync, and the other for an entry's too"),
  aloneMember("answers-together", "a leader with two sends that are decided together"),
  aloneMember("wins-among-voters", "a candidate whose followers may have come back with an empty disk"),
  aloneMember("rejoins", "a member whose disk is gone, until it counts again"),
  aloneMember("rejoins-again", "the same after a restart"),
  aloneMember("rejoins-behind-snapshot", "the same where all that it holds is a snapshot"),
  aloneMember("rejoins-page-cache", "the same with acks from page cache"),
  aloneMember("serves-behind-snapshot", "what clients ask of a leader whose first entries a snapshot stands for"),
  aloneMember("starts", "what a member does with what its disk held"),
  aloneMember("starts-as-voter", "the same where a lost disk may vote at once"),
  aloneMember("later-leads", "a leader with messages that wait for their end or their time, and what becomes of them when it leads no more"),
  aloneMember("later-leads-holding", "the same where no pop's messages are being read"),
  aloneMember("later-leads-reading", "the same where no pop waits"),
  aloneMember("later-leads-acting", "the same where followers serve pulls too"),
  aloneMember("later-leads-page-cache", "the same with acks from page cache, where what was committed may be lost"),
  aloneMember("later-follows", "a follower that knows of such messages, and loses them"),
  aloneMember("later-begins", "a leader that serves from now on, and what waits for it"),
  aloneReleased("votes-0.3.1.2", "a released node and its vote: whatever candidates and leaders may say"),
  aloneReleased("votes-0.4.0", "the same in 0.4.0"),
  aloneReleased("votes-term-lost", "a released node whose log is of a later term than it knows of"),
  aloneReleased("follows-0.3.1.2", "a released follower, and whatever a leader may push"),
  aloneReleased("follows-0.4.0", "the same in 0.4.0"),
  aloneReleased("leads-0.3.1.2", "a released leader, and whatever its followers may answer"),
  aloneReleased("leads-0.3.1.2-back", "the same while it compares what is behind its end"),
  aloneReleased("leads-0.4.0", "the same in 0.4.0"),
  ...(["leads-0.3.1.2-cuts", "leads-0.4.0-cuts"] as const).map((topic) => aloneReleased(topic, "a released leader that cuts one follower, and has told the other everything but what is committed")),
  ...(["begins-0.3.1.2", "begins-0.4.0"] as const).map((topic) => aloneReleased(topic, "a released candidate that has led before, with a send of that term still open")),
  aloneReleased("leads-0.4.0-behind", "the same while it is asked about what is committed only now, and what it knows to be there"),
  aloneReleased("serves-0.4.0-later", "a released leader that serves once all is in its queues"),
  aloneReleased("serves-0.3.1.2", "a released leader that serves already, and what registers it"),
  ...(["asked-follower", "asked-follower-acting", "asked-leader"] as const).map((topic) => aloneReleased(topic, "who serves consumers among released nodes")),
  ...(["ends-0.3.1.2", "ends-0.4.0"] as const).map((topic) => aloneReleased(topic, "a released leader with messages and clients that wait, and whatever may end its leadership")),
  ...(["starts-0.3.1.2", "starts-0.4.0"] as const).map((topic) => aloneReleased(topic, "what a released node does with what its disk held"))
]
