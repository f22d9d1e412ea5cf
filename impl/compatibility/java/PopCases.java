import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.rocketmq.client.consumer.AckCallback;
import org.apache.rocketmq.client.consumer.AckResult;
import org.apache.rocketmq.client.consumer.PopCallback;
import org.apache.rocketmq.client.consumer.PopResult;
import org.apache.rocketmq.client.impl.MQClientAPIImpl;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.header.AckMessageRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.ChangeInvisibleTimeRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.ExtraInfoUtil;
import org.apache.rocketmq.remoting.protocol.header.PopMessageRequestHeader;

/**
 * Popping in order with a Java client of 5.x, one JSON line a case: PopCases NAMESERVER BROKER. Its push consumer never asks for it,
 * RocketMQ's proxy does, through the same methods of the client's.
 */
public class PopCases {
    static final long PATIENCE_MS = 20_000;
    static final String RUN = Long.toString(System.currentTimeMillis() % 1_000_000_000L, 36);
    static int names;
    static DefaultMQProducer producer;
    static String broker;

    static void expect(Object is, Object should) {
        if (!should.equals(is)) throw new IllegalStateException("is " + is + ", should be " + should);
    }

    static String unique(String base) {
        return "pop_" + base + "_" + RUN + "_" + ++names;
    }

    static MQClientAPIImpl api() {
        return producer.getDefaultMQProducerImpl().getMqClientFactory().getMQClientAPIImpl();
    }

    /** A topic of one queue with these messages. */
    static String topic(String... bodies) throws Exception {
        String topic = unique("t");
        producer.createTopic("TBW102", topic, 1, Map.of());
        MessageQueue queue = new MessageQueue(topic, "broker-a", 0);
        for (String body : bodies) producer.send(new Message(topic, "T", body.getBytes(StandardCharsets.UTF_8)), queue);
        return topic;
    }

    static List<MessageExt> pop(String topic, String group, int most, long invisibleMs, long waitMs, String attemptId) throws Exception {
        PopMessageRequestHeader header = new PopMessageRequestHeader();
        header.setConsumerGroup(group);
        header.setTopic(topic);
        header.setQueueId(-1);
        header.setMaxMsgNums(most);
        header.setInvisibleTime(invisibleMs);
        header.setInitMode(0);
        header.setExpType("TAG");
        header.setExp("*");
        header.setOrder(true);
        header.setAttemptId(attemptId);
        header.setPollTime(waitMs);
        header.setBornTime(System.currentTimeMillis());
        CompletableFuture<PopResult> answer = new CompletableFuture<>();
        api().popMessageAsync("broker-a", broker, header, waitMs + 10_000, new PopCallback() {
            public void onSuccess(PopResult result) { answer.complete(result); }
            public void onException(Throwable error) { answer.completeExceptionally(error); }
        });
        List<MessageExt> found = answer.get(waitMs + 15_000, TimeUnit.MILLISECONDS).getMsgFoundList();
        return found == null ? List.of() : found;
    }

    static List<MessageExt> pop(String topic, String group, int most) throws Exception {
        return pop(topic, group, most, 60_000, 0, null);
    }

    static AckCallback into(CompletableFuture<AckResult> answer) {
        return new AckCallback() {
            public void onSuccess(AckResult result) { answer.complete(result); }
            public void onException(Throwable error) { answer.completeExceptionally(error); }
        };
    }

    static void ack(String group, MessageExt message) throws Exception {
        AckMessageRequestHeader header = new AckMessageRequestHeader();
        header.setConsumerGroup(group);
        header.setTopic(message.getTopic());
        header.setQueueId(message.getQueueId());
        header.setOffset(message.getQueueOffset());
        header.setExtraInfo(message.getProperty(MessageConst.PROPERTY_POP_CK));
        CompletableFuture<AckResult> answer = new CompletableFuture<>();
        api().ackMessageAsync(broker, 5_000, into(answer), header);
        expect(answer.get(10, TimeUnit.SECONDS).getStatus().toString(), "OK");
    }

    static String change(String group, MessageExt message, long invisibleMs) throws Exception {
        String handle = message.getProperty(MessageConst.PROPERTY_POP_CK);
        ChangeInvisibleTimeRequestHeader header = new ChangeInvisibleTimeRequestHeader();
        header.setConsumerGroup(group);
        header.setTopic(message.getTopic());
        header.setQueueId(message.getQueueId());
        header.setOffset(message.getQueueOffset());
        header.setExtraInfo(handle);
        header.setInvisibleTime(invisibleMs);
        CompletableFuture<AckResult> answer = new CompletableFuture<>();
        api().changeInvisibleTimeAsync("broker-a", broker, header, 5_000, into(answer));
        AckResult changed = answer.get(10, TimeUnit.SECONDS);
        expect(changed.getStatus().toString(), "OK");
        return changed.getExtraInfo();
    }

    static List<String> bodies(List<MessageExt> messages) {
        return messages.stream().map(message -> new String(message.getBody(), StandardCharsets.UTF_8)).collect(Collectors.toList());
    }

    public static void main(String[] args) throws Exception {
        broker = args[1];
        System.out.println("{\"client\":\"Maven Central: rocketmq-client, popping in order as the proxy does\",\"version\":" + Report.quoted(System.getProperty("client.version")) + "}");
        producer = new DefaultMQProducer(unique("p"));
        producer.setNamesrvAddr(args[0]);
        producer.start();

        Report.check("a queue gives nothing more until what it gave is acked", () -> {
            String topic = topic("a", "b", "c");
            String group = unique("g");
            List<MessageExt> first = pop(topic, group, 2);
            expect(bodies(first), List.of("a", "b"));
            expect(ExtraInfoUtil.isOrder(ExtraInfoUtil.split(first.get(0).getProperty(MessageConst.PROPERTY_POP_CK))), true);
            ack(group, first.get(0));
            expect(bodies(pop(topic, group, 2)), List.of());
            ack(group, first.get(1));
            expect(bodies(pop(topic, group, 2, 60_000, PATIENCE_MS, null)), List.of("c"));
            return "a, b, then c";
        });
        Report.check("what is not acked comes again before what is behind it, and is counted", () -> {
            String topic = topic("a", "b");
            String group = unique("g");
            expect(bodies(pop(topic, group, 1, 1_000, 0, null)), List.of("a"));
            List<MessageExt> again = pop(topic, group, 2, 60_000, PATIENCE_MS, null);
            expect(bodies(again), List.of("a", "b"));
            expect(again.stream().map(MessageExt::getReconsumeTimes).collect(Collectors.toList()), List.of(1, 0));
            return "came [1, 0] times before";
        });
        Report.check("another time: it comes again when that is over", () -> {
            String topic = topic("a", "b");
            String group = unique("g");
            change(group, pop(topic, group, 1).get(0), 500);
            expect(bodies(pop(topic, group, 1, 60_000, PATIENCE_MS, null)), List.of("a"));
            return "after 500 ms";
        });
        Report.check("the same attempt again, whose answer was lost, gets the same, and is not counted", () -> {
            String topic = topic("a");
            String group = unique("g");
            pop(topic, group, 1, 60_000, 0, "one");
            expect(bodies(pop(topic, group, 1, 60_000, 0, "two")), List.of());
            List<MessageExt> same = pop(topic, group, 1, 60_000, 0, "one");
            expect(bodies(same), List.of("a"));
            expect(same.get(0).getReconsumeTimes(), 0);
            return "a";
        });
        Report.check("four consumers, and 200 messages of four queues: each queue in its order", () -> {
            String topic = unique("t");
            String group = unique("g");
            producer.createTopic("TBW102", topic, 4, Map.of());
            for (int i = 0; i < 200; i++) producer.send(new Message(topic, "T", ("m" + i).getBytes(StandardCharsets.UTF_8)), new MessageQueue(topic, "broker-a", i % 4));
            Map<Integer, List<Long>> seen = new ConcurrentHashMap<>();
            AtomicInteger left = new AtomicInteger(200);
            List<Thread> consumers = new ArrayList<>();
            long end = System.currentTimeMillis() + PATIENCE_MS;
            for (int i = 0; i < 4; i++)
                consumers.add(new Thread(() -> {
                    while (left.get() > 0 && System.currentTimeMillis() < end)
                        try {
                            for (MessageExt message : pop(topic, group, 5, 60_000, 1_000, null)) {
                                seen.computeIfAbsent(message.getQueueId(), queue -> java.util.Collections.synchronizedList(new ArrayList<>())).add(message.getQueueOffset());
                                ack(group, message);
                                left.decrementAndGet();
                            }
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                }));
            for (Thread consumer : consumers) consumer.start();
            for (Thread consumer : consumers) consumer.join();
            expect(left.get(), 0);
            for (List<Long> offsets : seen.values()) expect(offsets, offsets.stream().sorted().distinct().collect(Collectors.toList()));
            return "200 in order";
        });
        producer.shutdown();
        System.exit(0);
    }
}
