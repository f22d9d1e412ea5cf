import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyContext;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.tools.admin.DefaultMQAdminExt;

/**
 * The stock client while brokers die, come back and are cut off: what it is told meanwhile, and whether everything that was answered
 * SEND_OK is read in the end. ClusterClient NAMESERVER CONTROL MODE FAILOVER (true: slaves serve without their master); one JSON line a case.
 */
public class ClusterClient {
    static final HttpClient HTTP = HttpClient.newHttpClient();
    static final String RUN = Long.toString(System.currentTimeMillis(), 36);
    static String nameServer;
    static String control;
    static DefaultMQAdminExt admin;
    static int names;

    interface Run { String run() throws Exception; }
    interface Holds { boolean now() throws Exception; }
    record Node(String group, long id, String address) {}

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
    }

    static void check(String name, Run run) {
        String detail;
        String status = "PASS";
        try {
            detail = run.run();
        } catch (Throwable problem) {
            status = "FAIL";
            detail = problem instanceof IllegalStateException ? problem.getMessage() : String.valueOf(problem);
        }
        System.out.println("{\"case\":" + quoted(name) + ",\"status\":\"" + status + "\",\"detail\":" + quoted(detail) + "}");
    }

    static void expect(boolean is, String otherwise) {
        if (!is) throw new IllegalStateException(otherwise);
    }

    static void await(String what, int seconds, Holds holds) throws Exception {
        String last = "";
        for (long end = System.currentTimeMillis() + seconds * 1000L; System.currentTimeMillis() < end; Thread.sleep(50)) {
            try {
                if (holds.now()) return;
            } catch (InterruptedException stopped) {
                throw stopped;
            } catch (Exception problem) {
                last = ": " + problem.getMessage();
            }
        }
        throw new IllegalStateException("not within " + seconds + " s: " + what + last);
    }

    static synchronized String unique(String base) {
        return "cluster_" + base + "_" + RUN + "_" + ++names;
    }

    // Faults, through the control API.

    static String ask(HttpRequest request) throws Exception {
        HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        expect(answer.statusCode() == 200, request.uri().getPath() + ": " + answer.body());
        return answer.body();
    }

    static String get(String path) throws Exception { return ask(HttpRequest.newBuilder(URI.create(control + path)).build()); }

    static String post(String path, String body) throws Exception {
        return ask(HttpRequest.newBuilder(URI.create(control + path)).POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    /** The node's name. */
    static String act(String path, String broker) throws Exception {
        Matcher node = Pattern.compile("\"node\":\"([^\"]+)\"").matcher(post(path, "{\"broker\":\"" + broker + "\"}"));
        return node.find() ? node.group(1) : broker;
    }

    static void restart(String... brokers) throws Exception {
        for (String broker : brokers) act("/restart", broker);
    }

    // What there is, as the NameServer tells clients.

    static List<Node> nodes() throws Exception {
        List<Node> found = new ArrayList<>();
        admin.examineBrokerClusterInfo().getBrokerAddrTable().forEach((group, data) -> data.getBrokerAddrs().forEach((id, address) -> found.add(new Node(group, id, address))));
        return found;
    }

    static List<Node> masters() throws Exception { return nodes().stream().filter(node -> node.id == 0).toList(); }

    static Node slave() throws Exception { return nodes().stream().filter(node -> node.id != 0).findFirst().orElseThrow(() -> new IllegalStateException("no slave is registered")); }

    static void whole(int brokers) throws Exception {
        await(brokers + " brokers in the routes", 60, () -> nodes().size() == brokers && !masters().isEmpty());
    }

    static long end(Node node) throws Exception {
        return Long.parseLong(admin.fetchBrokerRuntimeStats(node.address).getTable().get("commitLogMaxOffset"));
    }

    static void copied() throws Exception {
        await("the slave's log is as long as its master's", 60, () -> end(masters().get(0)) == end(slave()));
    }

    static String topic(String base, int queues) throws Exception {
        String topic = unique(base);
        List<Node> masters = masters();
        expect(!masters.isEmpty(), "no master is registered");
        for (Node master : masters) admin.createAndUpdateTopicConfig(master.address, new TopicConfig(topic, queues, queues, 6));
        await("the route of " + topic, 20, () -> admin.examineTopicRouteInfo(topic).getQueueDatas().size() == masters.size());
        return topic;
    }

    // Clients.

    /** As an application starts it, but for how often it asks for routes (0: as it is, every 30 s). */
    static DefaultMQProducer producer(int pollMs) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer(unique("producers"));
        producer.setNamesrvAddr(nameServer);
        producer.setInstanceName(unique("producer"));
        if (pollMs > 0) producer.setPollNameServerInterval(pollMs);
        producer.start();
        return producer;
    }

    static Message message(String topic, String body) { return new Message(topic, "T", body.getBytes(StandardCharsets.UTF_8)); }

    /** Sends one message after the other, each until it is answered SEND_OK. */
    static final class Stream extends Thread {
        final DefaultMQProducer producer;
        final String topic;
        final List<String> acked = Collections.synchronizedList(new ArrayList<>());
        final Map<String, Integer> refused = new ConcurrentHashMap<>();
        private volatile boolean ended;
        private volatile long last = System.currentTimeMillis();
        private volatile long longest;

        Stream(String topic, int pollMs) throws Exception {
            this.producer = producer(pollMs);
            this.topic = topic;
            setDaemon(true);
            start();
            await("the first acks", 30, () -> acked.size() > 50);
            longest = 0;
        }

        @Override
        public void run() {
            try {
                for (int i = 0; !ended; i++, Thread.sleep(2)) while (!ended && !sent("m" + i)) Thread.sleep(10);
            } catch (InterruptedException stopped) {
                // It ends.
            }
        }

        private boolean sent(String body) {
            String answer;
            try {
                answer = producer.send(message(topic, body)).getSendStatus().name();
            } catch (Exception problem) {
                answer = problem.getClass().getSimpleName();
            }
            if (!answer.equals("SEND_OK")) {
                refused.merge(answer, 1, Integer::sum);
                return false;
            }
            long now = System.currentTimeMillis();
            longest = Math.max(longest, now - last);
            last = now;
            acked.add(body);
            return true;
        }

        /** So many more than now. */
        void more(int count, int seconds) throws Exception {
            int before = acked.size();
            await(count + " more acks", seconds, () -> acked.size() >= before + count);
        }

        List<String> end() throws Exception {
            ended = true;
            join(15_000);
            producer.shutdown();
            return List.copyOf(acked);
        }

        String told() { return "longest wait " + longest + " ms, " + (refused.isEmpty() ? "no send failed" : "not SEND_OK: " + new TreeMap<>(refused)); }
    }

    /** A group of one consumer, and how often it got what. */
    static final class Sink implements MessageListenerConcurrently, AutoCloseable {
        final Map<String, Integer> got = new ConcurrentHashMap<>();
        final DefaultMQPushConsumer consumer;

        Sink(String topic) throws Exception {
            consumer = new DefaultMQPushConsumer(unique("group"));
            consumer.setNamesrvAddr(nameServer);
            consumer.setInstanceName(unique("consumer"));
            consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
            // 5.5.0 may lose its first heartbeat to a lock of its own; then the next one counts.
            consumer.setHeartbeatBrokerInterval(1000);
            consumer.setPollNameServerInterval(1000);
            consumer.subscribe(topic, "*");
            consumer.registerMessageListener(this);
            consumer.start();
        }

        @Override
        public ConsumeConcurrentlyStatus consumeMessage(List<MessageExt> messages, ConsumeConcurrentlyContext context) {
            for (MessageExt message : messages) got.merge(new String(message.getBody(), StandardCharsets.UTF_8), 1, Integer::sum);
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        }

        void all(Collection<String> bodies, int seconds) throws Exception {
            try {
                await("", seconds, () -> got.keySet().containsAll(bodies));
            } catch (IllegalStateException late) {
                Set<String> missing = missing(bodies);
                throw new IllegalStateException(missing.size() + " of " + bodies.size() + " acked messages were not read within " + seconds + " s, as " + missing.iterator().next());
            }
        }

        Set<String> missing(Collection<String> bodies) {
            Set<String> missing = new HashSet<>(bodies);
            missing.removeAll(got.keySet());
            return missing;
        }

        int twice() { return got.values().stream().mapToInt(times -> times - 1).sum(); }

        @Override
        public void close() { consumer.shutdown(); }
    }

    /** All of them are read by a group that begins now. */
    static String read(String topic, Collection<String> bodies) throws Exception {
        try (Sink sink = new Sink(topic)) {
            sink.all(bodies, 60);
            return bodies.size() + " acked, all read, " + sink.twice() + " twice";
        }
    }

    public static void main(String[] args) throws Exception {
        nameServer = args[0];
        control = args[1];
        boolean failover = Boolean.parseBoolean(args[3]);
        admin = new DefaultMQAdminExt(10_000);
        admin.setNamesrvAddr(nameServer);
        admin.setInstanceName(unique("admin"));
        admin.setAdminExtGroup(unique("admins"));
        admin.start();
        switch (args[2]) {
            case "multi-master" -> ClusterCases.multiMaster();
            case "dledger" -> ClusterCases.dledger();
            default -> ClusterCases.slaves(args[2].equals("sync-double-write"), failover);
        }
        Runtime.getRuntime().halt(0);
    }
}
