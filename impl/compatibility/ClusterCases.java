import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;

/** What each mode promises its clients, case by case. A case leaves the cluster whole. */
final class ClusterCases extends ClusterClient {
    static void multiMaster() {
        check("messages are spread over both masters", () -> {
            String topic = topic("spread", 4);
            Map<String, Integer> by = new TreeMap<>();
            List<String> bodies = new ArrayList<>();
            DefaultMQProducer producer = producer(0);
            for (int i = 0; i < 80; i++) {
                by.merge(producer.send(message(topic, "s" + i)).getMessageQueue().getBrokerName(), 1, Integer::sum);
                bodies.add("s" + i);
            }
            producer.shutdown();
            expect(by.size() == 2 && by.values().stream().allMatch(count -> count >= 20), "spread " + by);
            return by + ", " + read(topic, bodies);
        });
        check("a broker that is closed to writes gets none, and gets some again", () -> {
            String topic = topic("closed", 2);
            String closed = masters().get(0).group();
            int topics = admin.wipeWritePermOfBroker(nameServer, closed);
            Set<String> meanwhile = used(topic);
            admin.addWritePermOfBroker(nameServer, closed);
            Set<String> after = used(topic);
            expect(topics > 0 && !meanwhile.contains(closed) && after.contains(closed), "meanwhile " + meanwhile + ", after " + after);
            return closed + ": " + topics + " topics closed; meanwhile " + meanwhile + ", after " + after;
        });
        check("a master is killed: sends go on, and what it has is read when it is back", () -> {
            String topic = topic("killed", 4);
            try (Sink sink = new Sink(topic)) {
                Stream stream = new Stream(topic, 0);
                String killed = act("/kill", "broker-a/master");
                stream.more(500, 60);
                List<String> acked = stream.end();
                restart(killed);
                whole(2);
                sink.all(acked, 60);
                return acked.size() + " acked, all read, " + sink.twice() + " twice; " + stream.told();
            }
        });
    }

    /** The brokers that a new producer sends to. */
    static Set<String> used(String topic) throws Exception {
        Set<String> used = new TreeSet<>();
        DefaultMQProducer producer = producer(0);
        for (int i = 0; i < 20; i++) used.add(producer.send(message(topic, "u" + i)).getMessageQueue().getBrokerName());
        producer.shutdown();
        return used;
    }

    static void slaves(boolean sync, boolean failover) {
        check("the slave has what its master has", () -> {
            String topic = topic("copied", 4);
            DefaultMQProducer producer = producer(0);
            for (int i = 0; i < 500; i++) expect(producer.send(message(topic, "c" + i)).getSendStatus() == SendStatus.SEND_OK, "not SEND_OK");
            producer.shutdown();
            copied();
            return "500 messages, " + end(slave()) + " bytes";
        });
        check("the slave is killed: " + (sync ? "nothing is acked until it is back" : "everything is acked"), () -> {
            String topic = topic("alone", 2);
            DefaultMQProducer producer = producer(0);
            producer.setSendMsgTimeout(10_000);
            String killed = act("/kill", "broker-a/slave");
            Map<SendStatus, Integer> answers = new TreeMap<>();
            List<String> acked = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                SendStatus status = producer.send(message(topic, "a" + i)).getSendStatus();
                answers.merge(status, 1, Integer::sum);
                if (status == SendStatus.SEND_OK) acked.add("a" + i);
            }
            expect(sync ? acked.isEmpty() : acked.size() == 5, "without the slave " + answers);
            restart(killed);
            whole(2);
            copied();
            await("SEND_OK", 20, () -> producer.send(message(topic, "back")).getSendStatus() == SendStatus.SEND_OK);
            producer.shutdown();
            acked.add("back");
            return "without it " + answers + ", with it SEND_OK; " + read(topic, acked);
        });
        check("the master is killed: " + (failover ? "its slave is read from" : "nobody is read from until it is back"), () -> {
            String topic = topic("dead", 4);
            knownTo(slave().address(), topic);
            Stream stream = new Stream(topic, 0);
            String killed = act("/kill", "broker-a/master");
            List<String> acked = stream.end();
            await("a route without a master", 60, () -> masters().isEmpty());
            DefaultMQProducer producer = producer(0);
            try {
                producer.send(message(topic, "nobody"));
                throw new IllegalStateException("a message was taken without a master");
            } catch (IllegalStateException taken) {
                throw taken;
            } catch (Exception refused) {
                // As it must be.
            } finally {
                producer.shutdown();
            }
            String meanwhile;
            try (Sink sink = new Sink(topic)) {
                if (failover && sync) sink.all(acked, 30);
                else if (failover) await("what was copied", 30, () -> sink.missing(acked).size() < acked.size() / 10);
                else Thread.sleep(8_000);
                expect(failover || sink.got.isEmpty(), sink.got.size() + " messages were read without a master");
                meanwhile = acked.size() - sink.missing(acked).size() + " of " + acked.size() + " acked read without a master, no message taken";
            }
            restart(killed);
            whole(2);
            return meanwhile + "; with it " + read(topic, acked);
        });
        check("the slave is promoted: it takes and gives messages" + (sync ? ", and has all that was acked" : ""), () -> {
            String topic = topic("promoted", 4);
            knownTo(slave().address(), topic);
            Stream stream = new Stream(topic, 0);
            act("/kill", "broker-a/master");
            List<String> before = stream.end();
            String promoted = act("/promote", "broker-a/slave");
            await("a master", 60, () -> masters().size() == 1);
            DefaultMQProducer producer = producer(1000);
            // A SYNC_MASTER acks with its slave only.
            restart("broker-a/n0");
            whole(2);
            await("SEND_OK", 60, () -> producer.send(message(topic, "after")).getSendStatus() == SendStatus.SEND_OK);
            producer.shutdown();
            try (Sink sink = new Sink(topic)) {
                sink.all(sync ? before : List.of("m0"), 60);
                sink.all(List.of("after"), 30);
                // With asynchronous copies the old master may have more than the new one: then the two stay apart (C7).
                if (sync) copied();
                return promoted + " has " + (before.size() - sink.missing(before).size()) + " of " + before.size() + " acked before, and takes more";
            }
        });
    }

    /** Topics come to a slave every 10 s. */
    static void knownTo(String address, String topic) throws Exception {
        await("the slave knows " + topic, 100, () -> admin.getAllTopicConfig(address, 3000).getTopicConfigTable().containsKey(topic));
    }

    static void dledger() {
        check("one leads, two follow", () -> {
            expect(nodes().size() == 3 && masters().size() == 1, nodes().toString());
            return new TreeSet<>(nodes().stream().map(node -> node.id() + " " + node.address()).toList()).toString();
        });
        check("a follower is killed: sends go on", () -> {
            String topic = topic("follower", 4);
            Stream stream = new Stream(topic, 0);
            String killed = act("/kill", "broker-a/follower");
            stream.more(500, 30);
            List<String> acked = stream.end();
            restart(killed);
            whole(3);
            return read(topic, acked) + "; " + stream.told();
        });
        for (int pollMs : new int[] {0, 1000})
            check("the leader is killed, of a client that asks for routes every " + (pollMs == 0 ? 30 : 1) + " s", () -> {
                String topic = topic("leader", 4);
                String led = masters().get(0).address();
                Stream stream = new Stream(topic, pollMs);
                String killed = act("/kill", "broker-a/leader");
                stream.more(100, 90);
                List<String> acked = stream.end();
                expect(!masters().get(0).address().equals(led), "the leader is still " + led);
                restart(killed);
                whole(3);
                return read(topic, acked) + "; " + stream.told();
            });
        check("the leader is cut off: another leads, and what is acked stays", () -> {
            String topic = topic("cut", 4);
            Stream stream = new Stream(topic, 1000);
            post("/partition", "{\"groups\":" + sides() + "}");
            stream.more(100, 90);
            post("/heal", "{}");
            stream.more(100, 90);
            List<String> acked = stream.end();
            whole(3);
            return read(topic, acked) + "; " + stream.told();
        });
        check("without a majority nothing is acked, with it everything is", () -> {
            String topic = topic("minority", 2);
            String[] killed = {act("/kill", "broker-a/follower"), act("/kill", "broker-a/follower")};
            DefaultMQProducer producer = producer(1000);
            Map<String, Integer> answers = new TreeMap<>();
            for (long end = System.currentTimeMillis() + 8_000; System.currentTimeMillis() < end; ) {
                String answer;
                try {
                    answer = producer.send(message(topic, "n")).getSendStatus().name();
                } catch (Exception problem) {
                    answer = problem.getClass().getSimpleName();
                    Thread.sleep(20);
                }
                answers.merge(answer, 1, Integer::sum);
            }
            producer.shutdown();
            expect(!answers.containsKey("SEND_OK"), "with one of three " + answers);
            restart(killed);
            Stream stream = new Stream(topic, 1000);
            stream.more(100, 60);
            List<String> acked = stream.end();
            whole(3);
            return "without " + answers + "; with " + read(topic, acked);
        });
    }

    /** The leader, and the others. */
    static String sides() throws Exception {
        Matcher node = Pattern.compile("\"node\":\"(broker-a/n\\d+)\",\"address\":\"[^\"]*\",\"role\":\"(\\w+)\"").matcher(get("/state"));
        List<String> leader = new ArrayList<>();
        List<String> others = new ArrayList<>();
        while (node.find()) (node.group(2).equals("LEADER") ? leader : others).add('"' + node.group(1) + '"');
        expect(leader.size() == 1, leader.size() + " lead");
        return List.of(leader, others).toString();
    }
}
