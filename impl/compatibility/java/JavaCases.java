import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** Cases that a Java client of any version since 4.3 has, one JSON line each: JavaCases NAMESERVER BROKER. Its version is told by the property `client.version`. */
public class JavaCases extends Clients {
    public static void main(String[] args) throws Exception {
        begin(args, "");

        Report.check("send: sync, to a topic that does not exist yet", () -> "queue " + send(unique("auto"), "T", "a").getMessageQueue().getQueueId());
        Report.check("send: async", () -> {
            String topic = topic("async");
            CountDownLatch acked = new CountDownLatch(100);
            for (int i = 0; i < 100; i++)
                producer.send(new Message(topic, "T", ("m" + i).getBytes()), new SendCallback() {
                    public void onSuccess(SendResult result) { acked.countDown(); }
                    public void onException(Throwable error) { }
                });
            expect(acked.await(PATIENCE_MS, TimeUnit.MILLISECONDS), acked.getCount() + " of 100 were not acked");
            return "100";
        });
        Report.check("send: one-way; push: concurrent", () -> {
            String topic = topic("oneway");
            for (int i = 0; i < 200; i++) producer.sendOneway(new Message(topic, "T", ("m" + i).getBytes()));
            Set<String> seen = set();
            push(subscribed(consumer(unique("g")), topic, "T"), message -> { seen.add(body(message)); return true; });
            until("200 messages", () -> seen.size() == 200);
            return "200";
        });
        Report.check("send: batch", () -> {
            String topic = topic("batch");
            List<Message> batch = new ArrayList<>();
            for (int i = 0; i < 50; i++) batch.add(new Message(topic, "T", ("m" + i).getBytes()));
            expect(producer.send(batch).getSendStatus() == SendStatus.SEND_OK, "not sent");
            Set<String> seen = set();
            push(subscribed(consumer(unique("g")), topic, "T"), message -> { seen.add(body(message)); return true; });
            until("50 messages", () -> seen.size() == 50);
            return "50 in one";
        });
        Report.check("send: a body that is compressed, keys, properties", () -> {
            String topic = topic("large");
            byte[] large = new byte[60_000];
            Arrays.fill(large, (byte) 'x');
            Message message = new Message(topic, "T", "k1 k2", large);
            message.putUserProperty("colour", "red");
            producer.send(message);
            Set<String> seen = set();
            push(subscribed(consumer(unique("g")), topic, "T"), got -> { seen.add(got.getBody().length + " " + got.getKeys() + " " + got.getUserProperty("colour")); return true; });
            until("the message", () -> !seen.isEmpty());
            expect(seen.contains("60000 k1 k2 red"), seen.toString());
            return "60000 bytes";
        });
        Report.check("filter: tags", () -> {
            String topic = topic("tags");
            for (String tag : new String[] {"A", "B", "C"}) for (int i = 0; i < 10; i++) send(topic, tag, tag + i);
            Set<String> seen = set();
            push(subscribed(consumer(unique("g")), topic, "A || C"), message -> { seen.add(body(message)); return true; });
            until("20 messages", () -> seen.size() == 20);
            expect(seen.stream().noneMatch(body -> body.startsWith("B")), seen.toString());
            return "20 of 30";
        });
        Report.check("filter: SQL92", () -> {
            String topic = topic("sql");
            for (int i = 0; i < 20; i++) {
                Message message = new Message(topic, "T", ("m" + i).getBytes());
                message.putUserProperty("n", String.valueOf(i));
                producer.send(message);
            }
            Set<String> seen = set();
            DefaultMQPushConsumer made = consumer(unique("g"));
            made.subscribe(topic, MessageSelector.bySql("n BETWEEN 5 AND 9"));
            push(made, message -> { seen.add(body(message)); return true; });
            until("5 messages", () -> seen.size() == 5);
            Thread.sleep(500);
            expect(seen.size() == 5, seen.toString());
            return "5 of 20";
        });
        Report.check("push: orderly, a queue for each key", () -> {
            String topic = topic("orderly");
            for (int i = 0; i < 25; i++)
                for (int key = 0; key < 3; key++)
                    producer.send(new Message(topic, "T", (key + ":" + i).getBytes()), (queues, message, arg) -> queues.get((Integer) arg % queues.size()), key);
            Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
            AtomicInteger count = new AtomicInteger();
            DefaultMQPushConsumer made = subscribed(consumer(unique("g")), topic, "T");
            made.registerMessageListener((MessageListenerOrderly) (messages, context) -> {
                for (MessageExt message : messages) {
                    String[] parts = body(message).split(":");
                    seen.computeIfAbsent(parts[0], key -> Collections.synchronizedList(new ArrayList<>())).add(Integer.valueOf(parts[1]));
                    count.incrementAndGet();
                }
                return ConsumeOrderlyStatus.SUCCESS;
            });
            made.start();
            until("75 messages", () -> count.get() >= 75);
            for (List<Integer> order : seen.values()) for (int i = 0; i < 25; i++) expect(order.get(i) == i, seen.toString());
            return "75 in order";
        });
        Report.check("push: broadcast to two", () -> {
            String topic = topic("broadcast");
            String group = unique("g");
            Set<String> one = set();
            Set<String> two = set();
            for (Set<String> seen : Arrays.asList(one, two)) {
                DefaultMQPushConsumer made = subscribed(consumer(group), topic, "T");
                broadcasting(made);
                push(made, message -> { seen.add(body(message)); return true; });
            }
            for (int i = 0; i < 20; i++) send(topic, "T", "m" + i);
            until("20 each", () -> one.size() == 20 && two.size() == 20);
            return "20 each";
        });
        Report.check("push: two share the queues", () -> {
            String topic = topic("share");
            String group = unique("g");
            Set<String> one = set();
            Set<String> two = set();
            for (Set<String> seen : Arrays.asList(one, two)) push(subscribed(consumer(group), topic, "T"), message -> { seen.add(body(message)); return true; });
            AtomicInteger sent = new AtomicInteger();
            until("both have some", () -> {
                send(topic, "T", "m" + sent.incrementAndGet());
                return !one.isEmpty() && !two.isEmpty();
            });
            return "both";
        });
        Report.check("retry, and dead after the last", () -> {
            String topic = topic("retry");
            String group = unique("g");
            send(topic, "T", "a");
            List<Integer> came = Collections.synchronizedList(new ArrayList<>());
            DefaultMQPushConsumer made = subscribed(consumer(group), topic, "T");
            made.setMaxReconsumeTimes(1);
            made.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                came.add(messages.get(0).getReconsumeTimes());
                context.setDelayLevelWhenNextConsume(1);
                return ConsumeConcurrentlyStatus.RECONSUME_LATER;
            });
            made.start();
            Set<String> dead = set();
            until("the dead letter queue", () -> readable("%DLQ%" + group));
            push(subscribed(consumer(unique("g")), "%DLQ%" + group, "*"), message -> { dead.add(body(message)); return true; });
            until("the dead message", () -> dead.contains("a"));
            expect(came.equals(Arrays.asList(0, 1)), came.toString());
            return "came " + came + " times before";
        });
        Report.check("delay level", () -> {
            String topic = topic("delay");
            Set<Long> seen = Collections.newSetFromMap(new ConcurrentHashMap<>());
            push(subscribed(consumer(unique("g")), topic, "T"), message -> { seen.add(message.getStoreTimestamp() - message.getBornTimestamp()); return true; });
            Message message = new Message(topic, "T", "late".getBytes());
            message.setDelayTimeLevel(2);
            producer.send(message);
            until("the message", () -> !seen.isEmpty());
            long took = seen.iterator().next();
            expect(took >= 4_900 && took < 20_000, took + " ms");
            return "level 2: 5 s";
        });
        Report.check("transaction: commit, roll back, check back", () -> {
            String topic = topic("tx");
            AtomicInteger checks = new AtomicInteger();
            TransactionMQProducer made = new TransactionMQProducer(unique("p"));
            made.setTransactionListener(new TransactionListener() {
                public LocalTransactionState executeLocalTransaction(Message message, Object arg) {
                    return (LocalTransactionState) arg;
                }
                public LocalTransactionState checkLocalTransaction(MessageExt message) {
                    checks.incrementAndGet();
                    return LocalTransactionState.COMMIT_MESSAGE;
                }
            });
            started(made);
            made.sendMessageInTransaction(new Message(topic, "T", "committed".getBytes()), LocalTransactionState.COMMIT_MESSAGE);
            made.sendMessageInTransaction(new Message(topic, "T", "rolled back".getBytes()), LocalTransactionState.ROLLBACK_MESSAGE);
            made.sendMessageInTransaction(new Message(topic, "T", "asked".getBytes()), LocalTransactionState.UNKNOW);
            Set<String> seen = set();
            push(subscribed(consumer(unique("g")), topic, "T"), message -> { seen.add(body(message)); return true; });
            until("what is committed", () -> seen.size() == 2);
            expect(!seen.contains("rolled back") && checks.get() > 0, seen + " " + checks);
            return checks + " checked back";
        });
        Report.check("pull consumer: pull and commit", () -> {
            String topic = topic("pull");
            for (int i = 0; i < 30; i++) send(topic, "T", "m" + i);
            DefaultMQPullConsumer made = new DefaultMQPullConsumer(unique("g"));
            made.setNamesrvAddr(nameServer);
            made.setInstanceName(unique("i"));
            made.start();
            ENDS.add(made::shutdown);
            int got = 0;
            for (MessageQueue queue : made.fetchSubscribeMessageQueues(topic)) {
                long offset = made.minOffset(queue);
                while (offset < made.maxOffset(queue)) {
                    PullResult pulled = made.pull(queue, "T", offset, 32);
                    if (pulled.getPullStatus() == PullStatus.FOUND) got += pulled.getMsgFoundList().size();
                    offset = pulled.getNextBeginOffset();
                }
                made.updateConsumeOffset(queue, offset);
            }
            expect(got == 30, got + " of 30");
            return "30";
        });
        Report.check("offsets: a group goes on where it stopped", () -> {
            String topic = topic("resume");
            String group = unique("g");
            for (int i = 0; i < 10; i++) send(topic, "T", "m" + i);
            Set<String> first = set();
            DefaultMQPushConsumer made = push(subscribed(consumer(group), topic, "T"), message -> { first.add(body(message)); return true; });
            until("10 messages", () -> first.size() == 10);
            Thread.sleep(200);
            made.shutdown();
            send(topic, "T", "new");
            Set<String> second = set();
            push(subscribed(consumer(group), topic, "T"), message -> { second.add(body(message)); return true; });
            until("the new one", () -> second.contains("new"));
            expect(second.size() == 1, second.toString());
            return "1 new";
        });
        Report.check("offset by time, message by id and by key", () -> {
            String topic = topic("query");
            SendResult sent = send(topic, "T", "find-" + RUN);
            until("the key", () -> {
                try {
                    return producer.queryMessage(topic, "k-find-" + RUN, 10, 0, Long.MAX_VALUE).getMessageList().size() == 1;
                } catch (Exception e) {
                    return false;
                }
            });
            expect(producer.searchOffset(sent.getMessageQueue(), 0) == 0, "searchOffset");
            expect(body(producer.viewMessage(topic, sent.getMsgId())).startsWith("find-"), "viewMessage");
            return "found";
        });
        Report.check("a topic that nobody has made: said", () -> {
            DefaultMQPullConsumer made = new DefaultMQPullConsumer(unique("g"));
            made.setNamesrvAddr(nameServer);
            made.setInstanceName(unique("i"));
            made.start();
            ENDS.add(made::shutdown);
            try {
                made.fetchSubscribeMessageQueues(unique("nothing"));
            } catch (Exception e) {
                return "refused";
            }
            throw new IllegalStateException("queues of a topic that does not exist");
        });
        end();
        System.exit(0);
    }
}
