import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;

/** What cases of Java clients share: clients that hear of topics and of each other within a second, and end with the program. */
class Clients {
    static final long PATIENCE_MS = 60_000;
    static final String RUN = Long.toString(System.currentTimeMillis() % 1_000_000_000L, 36);
    static {
        // A client looks for its queues every 20 s.
        System.setProperty("rocketmq.client.rebalance.waitInterval", "1000");
    }
    static final List<Runnable> ENDS = new ArrayList<>();
    static String nameServer;
    static int names;
    static DefaultMQProducer producer;

    interface Taker { boolean take(MessageExt message) throws Exception; }

    static void expect(boolean is, String otherwise) {
        if (!is) throw new IllegalStateException(otherwise);
    }

    static String unique(String base) {
        return "java_" + base + "_" + RUN + "_" + ++names;
    }

    static DefaultMQProducer started(DefaultMQProducer made) throws Exception {
        made.setNamesrvAddr(nameServer);
        made.setInstanceName(unique("i"));
        made.setPollNameServerInterval(1000);
        made.setHeartbeatBrokerInterval(1000);
        made.start();
        ENDS.add(made::shutdown);
        return made;
    }

    /** A topic is made by its first message. */
    static String topic(String base) throws Exception {
        String name = unique(base);
        send(name, "first", "first");
        return name;
    }

    static SendResult send(String topic, String tag, String body) throws Exception {
        SendResult sent = producer.send(new Message(topic, tag, "k-" + body, body.getBytes(StandardCharsets.UTF_8)), 10_000);
        expect(sent.getSendStatus() == SendStatus.SEND_OK, "status " + sent.getSendStatus());
        return sent;
    }

    static DefaultMQPushConsumer consumer(String group) {
        DefaultMQPushConsumer made = new DefaultMQPushConsumer(group);
        made.setNamesrvAddr(nameServer);
        made.setInstanceName(unique("i"));
        made.setPollNameServerInterval(1000);
        made.setHeartbeatBrokerInterval(1000);
        made.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        ENDS.add(made::shutdown);
        return made;
    }

    static DefaultMQPushConsumer push(DefaultMQPushConsumer made, Taker taker) throws Exception {
        made.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            for (MessageExt message : messages)
                try {
                    if (!taker.take(message)) return ConsumeConcurrentlyStatus.RECONSUME_LATER;
                } catch (Exception e) {
                    return ConsumeConcurrentlyStatus.RECONSUME_LATER;
                }
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        made.start();
        return made;
    }

    static String body(MessageExt message) {
        return new String(message.getBody(), StandardCharsets.UTF_8);
    }

    interface Condition { boolean holds() throws Exception; }

    static void until(String what, Condition condition) throws Exception {
        for (long end = System.currentTimeMillis() + PATIENCE_MS; !condition.holds(); Thread.sleep(20)) expect(System.currentTimeMillis() < end, what);
    }

    /** Its argument's class is in another package in each version. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static void broadcasting(DefaultMQPushConsumer consumer) throws ReflectiveOperationException {
        for (java.lang.reflect.Method method : DefaultMQPushConsumer.class.getMethods())
            if (method.getName().equals("setMessageModel")) method.invoke(consumer, Enum.valueOf((Class) method.getParameterTypes()[0], "BROADCASTING"));
    }

    /** Its arguments differ in each version. */
    static String topic(String base, int queues) throws Exception {
        String name = unique(base);
        for (java.lang.reflect.Method method : DefaultMQProducer.class.getMethods()) {
            if (!method.getName().equals("createTopic")) continue;
            if (method.getParameterCount() == 3) method.invoke(producer, "TBW102", name, queues);
            else if (method.getParameterCount() == 4 && method.getParameterTypes()[3] == Map.class) method.invoke(producer, "TBW102", name, queues, Collections.emptyMap());
            else continue;
            until("the topic in the routes", () -> {
                try {
                    return producer.fetchPublishMessageQueues(name).size() == queues;
                } catch (Exception e) {
                    return false;
                }
            });
            return name;
        }
        throw new IllegalStateException("no createTopic in this version");
    }

    /** Sets a switch that not every version has; false: this one has none. */
    static boolean turned(Object client, String setter, boolean to) throws ReflectiveOperationException {
        for (java.lang.reflect.Method method : client.getClass().getMethods())
            if (method.getName().equals(setter)) {
                method.invoke(client, to);
                return true;
            }
        return false;
    }

    interface Refused { void run() throws Exception; }

    /** What it was refused with. */
    static String refusal(Refused what) {
        try {
            what.run();
        } catch (Exception e) {
            return e.toString().split("\n")[0];
        }
        throw new IllegalStateException("was not refused");
    }

    static void same(Object is, Object should) {
        expect(should.equals(is), "is " + is + ", should be " + should);
    }

    /** The program's first line. */
    static void begin(String[] args, String what) throws Exception {
        nameServer = args[0];
        System.out.println("{\"client\":\"Maven Central: rocketmq-client" + what + "\",\"version\":" + Report.quoted(System.getProperty("client.version")) + "}");
        producer = started(new DefaultMQProducer(unique("p")));
    }

    static Set<String> set() {
        return Collections.newSetFromMap(new ConcurrentHashMap<>());
    }

    /** Ends what was started, the last first. */
    static void end() {
        Collections.reverse(ENDS);
        for (Runnable end : ENDS)
            try {
                end.run();
            } catch (Throwable ignored) {
                // It has ended already.
            }
    }

    static DefaultMQPushConsumer subscribed(DefaultMQPushConsumer made, String topic, String tags) throws Exception {
        made.subscribe(topic, tags);
        return made;
    }

    /** A dead letter queue may be read, not written: no producer finds it. */
    static boolean readable(String topic) {
        DefaultMQPullConsumer made = new DefaultMQPullConsumer(unique("g"));
        try {
            made.setNamesrvAddr(nameServer);
            made.setInstanceName(unique("i"));
            made.start();
            return !made.fetchSubscribeMessageQueues(topic).isEmpty();
        } catch (Exception e) {
            return false;
        } finally {
            made.shutdown();
        }
    }
}
