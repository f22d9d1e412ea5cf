import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.rocketmq.client.consumer.DefaultLitePullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.consumer.store.ReadOffsetType;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** What consumers do at the edges, after RocketMQ's own integration tests: EdgeReads NAMESERVER BROKER. For clients since 4.9. */
public class EdgeReads extends Clients {
    /** Long enough for what should not come. */
    static final long QUIET_MS = 1_500;

    interface Subscribes { void to(DefaultMQPushConsumer consumer) throws Exception; }

    /** What a new group gets that subscribes so; it stays connected. */
    static Set<String> reads(Subscribes how, Taker also) throws Exception {
        Set<String> seen = set();
        DefaultMQPushConsumer made = consumer(unique("g"));
        how.to(made);
        push(made, message -> {
            seen.add(body(message));
            return also.take(message);
        });
        return seen;
    }

    static Set<String> reads(Subscribes how) throws Exception {
        return reads(how, message -> true);
    }

    /** It has come to these, and to nothing else. */
    static void settles(Set<String> seen, String... should) throws Exception {
        Set<String> wanted = new TreeSet<>(Arrays.asList(should));
        until(wanted + ", not " + seen, () -> seen.size() >= wanted.size());
        Thread.sleep(QUIET_MS);
        same(new TreeSet<>(seen), wanted);
    }

    static String[] numbered(String base, int from, int to) {
        String[] names = new String[to - from];
        for (int i = from; i < to; i++) names[i - from] = base + i;
        return names;
    }

    static void sendAll(String topic, String... bodies) throws Exception {
        for (String body : bodies) send(topic, "T", body);
    }

    static void filters() throws Exception {
        String tags = topic("tags", 2);
        for (String tag : new String[] {"A", "B", "Aa", "BB", "C"}) send(tags, tag, tag);
        producer.send(new Message(tags, "none".getBytes()));
        Report.check("tags: one, several, without blanks, all, none that is sent, two of one hash code", () -> {
            Set<String> one = reads(each -> each.subscribe(tags, "A"));
            Set<String> two = reads(each -> each.subscribe(tags, "A||B"));
            Set<String> all = reads(each -> each.subscribe(tags, "*"));
            Set<String> nothing = reads(each -> each.subscribe(tags, "Z"));
            Set<String> hashed = reads(each -> each.subscribe(tags, "Aa"));
            Set<String> unsaid = reads(each -> each.subscribe(tags, (String) null));
            settles(one, "A");
            settles(two, "A", "B");
            settles(all, "A", "B", "Aa", "BB", "C", "none");
            settles(unsaid, "A", "B", "Aa", "BB", "C", "none");
            settles(nothing);
            settles(hashed, "Aa");
            return "6 subscriptions";
        });
        Report.check("SQL92: comparisons, BETWEEN, IN, IS NULL, tags, signs", () -> {
            String topic = topic("sql", 2);
            for (int i = 0; i < 10; i++) {
                Message message = new Message(topic, i % 2 == 0 ? "even" : "odd", ("m" + i).getBytes());
                message.putUserProperty("n", String.valueOf(i));
                if (i < 3) message.putUserProperty("colour", i == 0 ? "red" : "blue");
                if (i == 9) message.putUserProperty("flag", "TRUE");
                message.putUserProperty("x", i + ".5");
                producer.send(message);
            }
            Map<String, String[]> expressions = new ConcurrentHashMap<>();
            expressions.put("n BETWEEN 3 AND 5", new String[] {"m3", "m4", "m5"});
            expressions.put("n NOT BETWEEN 1 AND 8", new String[] {"m0", "m9"});
            expressions.put("colour IN ('red', 'green')", new String[] {"m0"});
            expressions.put("colour NOT IN ('red')", new String[] {"m1", "m2"});
            expressions.put("colour IS NULL AND n < 5", new String[] {"m3", "m4"});
            expressions.put("colour IS NOT NULL", new String[] {"m0", "m1", "m2"});
            expressions.put("colour = 'blue' OR n >= 9", new String[] {"m1", "m2", "m9"});
            expressions.put("colour <> 'blue'", new String[] {"m0"});
            expressions.put("TAGS = 'even' AND (n > 4)", new String[] {"m6", "m8"});
            expressions.put("TAGS IN ('odd') AND n <= 3", new String[] {"m1", "m3"});
            // A property with a fraction is no whole number, and is not compared with one: so RocketMQ 4.9.7, too.
            expressions.put("x > 8", new String[0]);
            expressions.put("n > -1 AND n < 1", new String[] {"m0"});
            expressions.put("NOT (n > 1)", new String[] {"m0", "m1"});
            expressions.put("flag = TRUE", new String[] {"m9"});
            Map<String, Set<String>> seen = new ConcurrentHashMap<>();
            for (String expression : expressions.keySet()) seen.put(expression, reads(each -> each.subscribe(topic, MessageSelector.bySql(expression))));
            Thread.sleep(QUIET_MS);
            for (String expression : expressions.keySet()) {
                try {
                    settles(seen.get(expression), expressions.get(expression));
                } catch (IllegalStateException e) {
                    throw new IllegalStateException(expression + ": " + e.getMessage());
                }
            }
            return expressions.size() + " expressions";
        });
        Report.check("pull: by tag and by SQL92; nothing that fits; past the end; nothing new", () -> {
            DefaultMQPullConsumer made = new DefaultMQPullConsumer(unique("g"));
            made.setNamesrvAddr(nameServer);
            made.setInstanceName(unique("i"));
            made.setHeartbeatBrokerInterval(500);
            made.start();
            ENDS.add(made::shutdown);
            String topic = topic("pull", 1);
            for (int i = 0; i < 6; i++) {
                Message message = new Message(topic, i < 3 ? "A" : "B", ("m" + i).getBytes());
                message.putUserProperty("n", String.valueOf(i));
                producer.send(message);
            }
            MessageQueue queue = made.fetchSubscribeMessageQueues(topic).iterator().next();
            same(made.pull(queue, "B", 0, 32).getMsgFoundList().size(), 3);
            // The client asks for no filter before it knows the broker's version, from a heartbeat.
            until("the broker's version", () -> {
                try {
                    return made.pull(queue, MessageSelector.bySql("n IN ('1','4')"), 0, 32).getMsgFoundList().size() == 2;
                } catch (org.apache.rocketmq.client.exception.MQClientException e) {
                    return false;
                }
            });
            same(made.pull(queue, "Z", 0, 32).getPullStatus(), PullStatus.NO_MATCHED_MSG);
            same(made.pull(queue, "*", 6, 32).getPullStatus(), PullStatus.NO_NEW_MSG);
            PullResult past = made.pull(queue, "*", 99, 32);
            same(past.getPullStatus() + " " + past.getNextBeginOffset(), PullStatus.OFFSET_ILLEGAL + " 6");
            same(made.pull(queue, "*", 2, 3).getNextBeginOffset(), 5L);
            made.updateConsumeOffset(queue, 4);
            made.getDefaultMQPullConsumerImpl().getOffsetStore().persistAll(Collections.singleton(queue));
            until("the offset at the broker", () -> made.getDefaultMQPullConsumerImpl().getOffsetStore().readOffset(queue, ReadOffsetType.READ_FROM_STORE) == 4);
            return "5 statuses";
        });
    }

    static void groups() throws Exception {
        Report.check("one consumer, two topics with tags of their own; it leaves one", () -> {
            String first = topic("multi", 1);
            String second = topic("multi", 1);
            Set<String> seen = set();
            DefaultMQPushConsumer made = consumer(unique("g"));
            made.subscribe(first, "A");
            made.subscribe(second, "B");
            push(made, message -> { seen.add(message.getTopic().equals(first) + body(message)); return true; });
            for (String topic : Arrays.asList(first, second)) for (String tag : Arrays.asList("A", "B")) send(topic, tag, tag);
            settles(seen, "trueA", "falseB");
            made.unsubscribe(second);
            Thread.sleep(4_000);
            send(first, "A", "again");
            send(second, "B", "again");
            settles(seen, "trueA", "falseB", "trueagain");
            return "2 topics";
        });
        Report.check("two groups get all of a topic each", () -> {
            String topic = topic("groups", 3);
            sendAll(topic, numbered("m", 0, 30));
            Set<String> one = reads(each -> each.subscribe(topic, "*"));
            Set<String> two = reads(each -> each.subscribe(topic, "T"));
            settles(one, numbered("m", 0, 30));
            settles(two, numbered("m", 0, 30));
            return "30 each";
        });
        Report.check("broadcast: who comes late gets what is new; what fails does not come again", () -> {
            String topic = topic("broadcast", 2);
            String group = unique("g");
            Set<String> early = set();
            AtomicInteger failed = new AtomicInteger();
            DefaultMQPushConsumer first = subscribed(consumer(group), topic, "*");
            broadcasting(first);
            push(first, message -> { early.add(body(message)); return failed.incrementAndGet() > 3; });
            sendAll(topic, numbered("m", 0, 10));
            until("10 messages", () -> early.size() == 10);
            Set<String> late = set();
            DefaultMQPushConsumer second = subscribed(consumer(group), topic, "*");
            broadcasting(second);
            second.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_LAST_OFFSET);
            push(second, message -> { late.add(body(message)); return true; });
            Thread.sleep(2_500);
            sendAll(topic, numbered("n", 0, 10));
            settles(late, numbered("n", 0, 10));
            same(early.size(), 20);
            same(failed.get(), 20);
            return "10 and 20";
        });
        Report.check("a group changes from sharing to broadcasting", () -> {
            String topic = topic("model", 2);
            String group = unique("g");
            sendAll(topic, numbered("m", 0, 6));
            Set<String> shared = set();
            DefaultMQPushConsumer first = push(subscribed(consumer(group), topic, "*"), message -> { shared.add(body(message)); return true; });
            settles(shared, numbered("m", 0, 6));
            first.shutdown();
            Set<String> told = set();
            DefaultMQPushConsumer second = subscribed(consumer(group), topic, "*");
            broadcasting(second);
            push(second, message -> { told.add(body(message)); return true; });
            settles(told, numbered("m", 0, 6));
            return "6 and 6";
        });
        Report.check("consumers come and go: every message is consumed, the last one has all queues", () -> {
            String topic = topic("come", 6);
            String group = unique("g");
            Set<String> seen = set();
            List<DefaultMQPushConsumer> members = new ArrayList<>();
            AtomicBoolean sending = new AtomicBoolean(true);
            AtomicInteger sent = new AtomicInteger();
            Thread sender = new Thread(() -> {
                while (sending.get())
                    try {
                        send(topic, "T", "m" + sent.get());
                        sent.incrementAndGet();
                        Thread.sleep(5);
                    } catch (Exception e) {
                        sending.set(false);
                    }
            });
            sender.start();
            for (int i = 0; i < 3; i++) {
                members.add(push(subscribed(consumer(group), topic, "*"), message -> { seen.add(body(message)); return true; }));
                Thread.sleep(1_200);
            }
            members.get(0).shutdown();
            Thread.sleep(1_200);
            members.get(1).shutdown();
            Thread.sleep(1_200);
            expect(sending.getAndSet(false), "a send failed");
            sender.join();
            until("all " + sent + ", not " + seen.size(), () -> seen.size() == sent.get());
            until("all queues", () -> members.get(2).getDefaultMQPushConsumerImpl().getRebalanceImpl().getProcessQueueTable().keySet().stream().filter(queue -> queue.getTopic().equals(topic)).count() == 6);
            return sent + " messages";
        });
        Report.check("suspended, it gets nothing; resumed, all", () -> {
            String topic = topic("suspend", 2);
            Set<String> seen = set();
            DefaultMQPushConsumer made = push(subscribed(consumer(unique("g")), topic, "*"), message -> { seen.add(body(message)); return true; });
            sendAll(topic, "before");
            settles(seen, "before");
            made.suspend();
            Thread.sleep(1_500);
            sendAll(topic, numbered("m", 0, 5));
            Thread.sleep(QUIET_MS);
            // The pull of each queue that was held when it was suspended may still bring one.
            expect(seen.size() <= 3, seen.toString());
            made.resume();
            until("all", () -> seen.size() == 6);
            return "5";
        });
        Report.check("256 queues", () -> {
            String topic = topic("many", 256);
            for (int i = 0; i < 256; i++) producer.send(new Message(topic, "T", ("m" + i).getBytes()), new MessageQueue(topic, "broker-a", i));
            Set<String> seen = reads(each -> each.subscribe(topic, "*"));
            settles(seen, numbered("m", 0, 256));
            return "256";
        });
    }

    static void retries() throws Exception {
        Report.check("never again: dead after the first time", () -> {
            String topic = topic("never", 1);
            String group = unique("g");
            AtomicInteger came = new AtomicInteger();
            DefaultMQPushConsumer made = subscribed(consumer(group), topic, "*");
            made.setMaxReconsumeTimes(0);
            push(made, message -> { came.incrementAndGet(); return false; });
            sendAll(topic, "once");
            until("the dead letter queue", () -> readable("%DLQ%" + group));
            Set<String> dead = reads(each -> each.subscribe("%DLQ%" + group, "*"));
            settles(dead, "once");
            same(came.get(), 1);
            return "1 time";
        });
        Report.check("of a batch, what is behind the last that was consumed comes again", () -> {
            String topic = topic("batch", 1);
            List<Message> batch = new ArrayList<>();
            for (int i = 0; i < 8; i++) batch.add(new Message(topic, "T", ("m" + i).getBytes()));
            producer.send(batch);
            Set<String> again = set();
            AtomicInteger first = new AtomicInteger();
            DefaultMQPushConsumer made = subscribed(consumer(unique("g")), topic, "*");
            made.setConsumeMessageBatchMaxSize(8);
            made.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
                for (MessageExt message : messages) if (message.getReconsumeTimes() > 0) again.add(body(message));
                if (messages.get(0).getReconsumeTimes() == 0) {
                    first.set(messages.size());
                    context.setAckIndex(2);
                    context.setDelayLevelWhenNextConsume(1);
                }
                return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
            });
            made.start();
            settles(again, numbered("m", 3, 8));
            same(first.get(), 8);
            return "5 of 8";
        });
        Report.check("in order: a queue that waits a moment goes on where it was, and then with two consumers", () -> {
            String topic = topic("order", 4);
            for (int i = 0; i < 20; i++) for (int queue = 0; queue < 4; queue++) producer.send(new Message(topic, "T", String.valueOf(i).getBytes()), new MessageQueue(topic, "broker-a", queue));
            String group = unique("g");
            Map<Integer, List<Integer>> seen = new ConcurrentHashMap<>();
            AtomicInteger failures = new AtomicInteger();
            MessageListenerOrderly listener = (messages, context) -> {
                for (MessageExt message : messages) {
                    if (body(message).equals("5") && failures.incrementAndGet() <= 2) {
                        context.setSuspendCurrentQueueTimeMillis(200);
                        return ConsumeOrderlyStatus.SUSPEND_CURRENT_QUEUE_A_MOMENT;
                    }
                    seen.computeIfAbsent(message.getQueueId(), id -> Collections.synchronizedList(new ArrayList<>())).add(Integer.valueOf(body(message)));
                }
                return ConsumeOrderlyStatus.SUCCESS;
            };
            for (int i = 0; i < 2; i++) {
                DefaultMQPushConsumer made = subscribed(consumer(group), topic, "*");
                made.registerMessageListener(listener);
                made.start();
            }
            until("80 messages", () -> seen.values().stream().mapToInt(List::size).sum() >= 80);
            for (List<Integer> order : seen.values()) same(new ArrayList<>(new TreeSet<>(order)), new ArrayList<>(order));
            return "4 × 20";
        });
    }

    static void others() throws Exception {
        Report.check("lite pull: a filter, pause, seek, offsets by time, and a commit that another one goes on from", () -> {
            String topic = topic("lite", 2);
            String group = unique("g");
            long begin = System.currentTimeMillis();
            for (int i = 0; i < 20; i++) send(topic, i < 10 ? "A" : "B", "m" + i);
            DefaultLitePullConsumer made = lite(group);
            made.setAutoCommit(false);
            made.subscribe(topic, "A");
            made.start();
            ENDS.add(made::shutdown);
            Set<String> seen = new HashSet<>();
            until("10 of A", () -> {
                for (MessageExt message : made.poll(200)) seen.add(body(message));
                return seen.size() >= 10;
            });
            same(seen.size(), 10);
            made.commitSync();
            until("progress of both queues", () -> made.fetchMessageQueues(topic).stream().allMatch(queue -> {
                try {
                    return made.committed(queue) >= 5;
                } catch (Exception e) {
                    return false;
                }
            }));
            MessageQueue queue = made.fetchMessageQueues(topic).iterator().next();
            same(made.offsetForTimestamp(queue, begin - 60_000), 0L);
            made.pause(Collections.singleton(queue));
            made.seekToBegin(queue);
            same(made.poll(1_000).size(), 0);
            made.resume(Collections.singleton(queue));
            Set<String> again = new HashSet<>();
            until("the queue again", () -> {
                for (MessageExt message : made.poll(200)) again.add(body(message));
                return again.size() >= 5;
            });
            made.shutdown();
            send(topic, "A", "new");
            DefaultLitePullConsumer next = lite(group);
            next.subscribe(topic, "A");
            next.start();
            ENDS.add(next::shutdown);
            Set<String> rest = new HashSet<>();
            until("the new one", () -> {
                for (MessageExt message : next.poll(200)) rest.add(body(message));
                return rest.contains("new");
            });
            same(rest, Collections.singleton("new"));
            return "10, 5 again, 1 new";
        });
        Report.check("heartbeats without subscriptions, where the client has them", () -> {
            String topic = topic("beats", 2);
            DefaultMQPushConsumer made = subscribed(consumer(unique("g")), topic, "A || B");
            boolean has = turned(made, "setUseHeartbeatV2", true);
            Set<String> seen = set();
            push(made, message -> { seen.add(body(message)); return true; });
            Thread.sleep(2_500);
            for (String tag : Arrays.asList("A", "B", "C")) send(topic, tag, tag);
            settles(seen, "A", "B");
            return has ? "3 of them" : "the client has none";
        });
    }

    static DefaultLitePullConsumer lite(String group) {
        DefaultLitePullConsumer made = new DefaultLitePullConsumer(group);
        made.setNamesrvAddr(nameServer);
        made.setInstanceName(unique("i"));
        made.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        return made;
    }

    public static void main(String[] args) throws Exception {
        begin(args, ", reads at the edges");
        filters();
        groups();
        retries();
        others();
        end();
        System.exit(0);
    }
}
