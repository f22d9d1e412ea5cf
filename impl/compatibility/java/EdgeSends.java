import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.rocketmq.client.consumer.DefaultMQPullConsumer;
import org.apache.rocketmq.client.producer.LocalTransactionState;
import org.apache.rocketmq.client.producer.RequestCallback;
import org.apache.rocketmq.client.producer.SendCallback;
import org.apache.rocketmq.client.producer.SendResult;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.client.producer.TransactionListener;
import org.apache.rocketmq.client.producer.TransactionMQProducer;
import org.apache.rocketmq.client.producer.selector.SelectMessageQueueByHash;
import org.apache.rocketmq.client.utils.MessageUtil;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;

/** What producers do at the edges, after RocketMQ's own integration tests: EdgeSends NAMESERVER BROKER. For clients since 4.9. */
public class EdgeSends extends Clients {
    static final int CHECKS = 15;

    /** All messages of a topic, queue by queue, as a consumer without a group's progress reads them. */
    static List<MessageExt> all(String topic) throws Exception {
        DefaultMQPullConsumer reader = new DefaultMQPullConsumer(unique("g"));
        reader.setNamesrvAddr(nameServer);
        reader.setInstanceName(unique("i"));
        reader.start();
        try {
            List<MessageExt> found = new ArrayList<>();
            for (MessageQueue queue : reader.fetchSubscribeMessageQueues(topic))
                for (long offset = reader.minOffset(queue), end = reader.maxOffset(queue); offset < end; ) {
                    org.apache.rocketmq.client.consumer.PullResult pulled = reader.pull(queue, "*", offset, 32);
                    if (pulled.getMsgFoundList() != null) found.addAll(pulled.getMsgFoundList());
                    offset = pulled.getNextBeginOffset();
                }
            return found;
        } finally {
            reader.shutdown();
        }
    }

    static Message message(String topic, String body) {
        return new Message(topic, "T", "k-" + body, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Waits for so many callbacks; the queues and offsets that they told. */
    static final class Acks implements SendCallback {
        final Set<String> places = ConcurrentHashMap.newKeySet();
        final AtomicReference<Throwable> failed = new AtomicReference<>();
        final CountDownLatch left;

        Acks(int count) { left = new CountDownLatch(count); }

        public void onSuccess(SendResult sent) {
            places.add(sent.getMessageQueue().getQueueId() + "@" + sent.getQueueOffset());
            left.countDown();
        }

        public void onException(Throwable error) {
            failed.set(error);
            left.countDown();
        }

        void await() throws Exception {
            expect(left.await(PATIENCE_MS, TimeUnit.MILLISECONDS), left.getCount() + " are not answered");
            if (failed.get() != null) throw new IllegalStateException(failed.get());
        }
    }

    /** A producer that never says how its transaction ended: how often it was asked, and what became of the message. */
    static final class Undecided implements TransactionListener {
        final AtomicInteger checks = new AtomicInteger();
        public LocalTransactionState executeLocalTransaction(Message message, Object arg) { return LocalTransactionState.UNKNOW; }
        public LocalTransactionState checkLocalTransaction(MessageExt message) {
            checks.incrementAndGet();
            return LocalTransactionState.UNKNOW;
        }
    }

    public static void main(String[] args) throws Exception {
        begin(args, ", sends at the edges");
        Undecided undecided = new Undecided();
        String discarded = topic("discarded", 1);
        TransactionMQProducer transactions = new TransactionMQProducer(unique("p"));
        transactions.setTransactionListener(undecided);
        started(transactions);
        transactions.sendMessageInTransaction(message(discarded, "undecided-" + RUN), null);

        Report.check("async: 2,000 at once, each with a place of its own", () -> {
            String topic = topic("flood", 4);
            turned(producer, "setEnableBackpressureForAsyncMode", true);
            Acks acks = new Acks(2_000);
            for (int i = 0; i < 2_000; i++) producer.send(new Message(topic, "T", new byte[4_096]), acks, 30_000);
            acks.await();
            turned(producer, "setEnableBackpressureForAsyncMode", false);
            same(acks.places.size(), 2_000);
            return "2000";
        });
        Report.check("async: to a queue, and by a selector", () -> {
            String topic = topic("async", 3);
            Acks acks = new Acks(60);
            for (int i = 0; i < 30; i++) producer.send(message(topic, "q" + i), new MessageQueue(topic, "broker-a", 2), acks);
            for (int i = 0; i < 30; i++) producer.send(message(topic, "s" + i), (queues, each, arg) -> queues.get((Integer) arg), 1, acks);
            acks.await();
            int[] counts = new int[3];
            for (MessageExt each : all(topic)) counts[each.getQueueId()]++;
            same(Arrays.toString(counts), "[0, 30, 30]");
            return "30 each";
        });
        Report.check("async: to a topic that may not be, an exception", () -> {
            AtomicReference<Throwable> failed = new AtomicReference<>();
            CountDownLatch told = new CountDownLatch(1);
            producer.send(message("TRANS_CHECK_MAX_TIME_TOPIC", "x"), new SendCallback() {
                public void onSuccess(SendResult sent) { told.countDown(); }
                public void onException(Throwable error) { failed.set(error); told.countDown(); }
            }, 3_000);
            expect(told.await(20, TimeUnit.SECONDS) && failed.get() != null, "no exception");
            return failed.get().getClass().getSimpleName();
        });
        Report.check("one-way: to a queue, and by a selector", () -> {
            String topic = topic("oneway", 2);
            for (int i = 0; i < 50; i++) producer.sendOneway(message(topic, "q" + i), new MessageQueue(topic, "broker-a", 0));
            for (int i = 0; i < 50; i++) producer.sendOneway(message(topic, "s" + i), (queues, each, arg) -> queues.get((Integer) arg), 1);
            until("100 messages", () -> all(topic).size() == 100);
            same(all(topic).stream().filter(each -> each.getQueueId() == 0).count(), 50L);
            return "50 each";
        });
        Report.check("selector by hash: a key stays in its queue", () -> {
            String topic = topic("hash", 8);
            Set<Integer> used = new HashSet<>();
            for (int key = 0; key < 20; key++) {
                Set<Integer> queues = new HashSet<>();
                for (int i = 0; i < 5; i++) queues.add(producer.send(message(topic, key + "-" + i), new SelectMessageQueueByHash(), "key" + key).getMessageQueue().getQueueId());
                same(queues.size(), 1);
                used.addAll(queues);
            }
            expect(used.size() > 1, "one queue for all keys");
            return "20 keys, " + used.size() + " queues";
        });
        Report.check("batch: to a queue, one behind the other, each found by its key", () -> {
            String topic = topic("batch", 4);
            List<Message> batch = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Message each = message(topic, "b" + i);
                each.putUserProperty("n", String.valueOf(i));
                batch.add(each);
            }
            SendResult sent = producer.send(batch, new MessageQueue(topic, "broker-a", 3));
            same(sent.getMsgId().split(",").length, 40);
            List<MessageExt> found = all(topic);
            for (int i = 0; i < 40; i++) same(found.get(i).getQueueId() + "@" + found.get(i).getQueueOffset() + " " + found.get(i).getUserProperty("n"), "3@" + i + " " + i);
            until("the key", () -> producer.queryMessage(topic, "k-b17", 4, 0, Long.MAX_VALUE).getMessageList().size() == 1);
            same(body(producer.viewMessage(topic, sent.getMsgId().split(",")[17])), "b17");
            return "40";
        });
        Report.check("batch: one too large is refused, its halves are not", () -> {
            String topic = topic("split", 1);
            List<Message> batch = new ArrayList<>();
            for (int i = 0; i < 50; i++) batch.add(new Message(topic, "T", new byte[100_000]));
            String why = refusal(() -> producer.send(batch));
            expect(why.contains("CODE: 13"), why);
            producer.send(batch.subList(0, 25));
            producer.send(batch.subList(25, 50));
            same(all(topic).size(), 50);
            return "5 MB";
        });
        Report.check("batch: delays, retries and several topics are refused", () -> {
            Message late = message("a", "late");
            late.setDelayTimeLevel(1);
            return String.join("; ", refusal(() -> producer.send(Arrays.asList(late, late))), refusal(() -> producer.send(Arrays.asList(message("a", "x"), message("b", "x")))),
                refusal(() -> producer.send(Arrays.asList(message("%RETRY%g", "x"), message("%RETRY%g", "x")))));
        });
        Report.check("body: nearly 4 MiB that does not compress, 4 MiB that does, none", () -> {
            String topic = topic("size", 1);
            byte[] noise = new byte[4 * 1024 * 1024 - 70_000];
            new Random(1).nextBytes(noise);
            byte[] same = new byte[4 * 1024 * 1024];
            producer.send(new Message(topic, "T", noise), 20_000);
            producer.send(new Message(topic, "T", same), 20_000);
            List<MessageExt> found = all(topic);
            expect(found.size() == 2 && Arrays.equals(found.get(0).getBody(), noise) && Arrays.equals(found.get(1).getBody(), same), "not what was sent");
            return refusal(() -> producer.send(new Message(topic, "T", new byte[0])));
        });
        Report.check("properties: other alphabets, blanks and signs; many; too many", () -> {
            String topic = topic("properties", 1);
            Message odd = message(topic, "odd");
            odd.putUserProperty("颜色", "红 色");
            odd.putUserProperty("a=b;c", "{\"json\":[1,2]}\t%s\n");
            odd.setKeys(Arrays.asList("k1", "k2", "k3"));
            odd.setFlag(7);
            odd.setWaitStoreMsgOK(false);
            producer.send(odd);
            Message many = message(topic, "many");
            for (int i = 0; i < 300; i++) many.putUserProperty("name" + i, String.join("", Collections.nCopies(9, "0123456789")));
            producer.send(many);
            Message tooMany = message(topic, "too many");
            for (int i = 0; i < 400; i++) tooMany.putUserProperty("name" + i, String.join("", Collections.nCopies(9, "0123456789")));
            String why = refusal(() -> producer.send(tooMany));
            expect(why.contains("CODE: 13"), why);
            List<MessageExt> found = all(topic);
            same(found.size(), 2);
            same(found.get(0).getUserProperty("颜色") + found.get(0).getUserProperty("a=b;c") + found.get(0).getKeys() + found.get(0).getFlag(), "红 色{\"json\":[1,2]}\t%s\nk1 k2 k37");
            same(found.get(1).getUserProperty("name299").length(), 90);
            return why.replaceAll(".*CODE", "CODE").substring(0, 60);
        });
        Report.check("query: by key in a time, at most so many; an id that is none", () -> {
            String topic = topic("query", 2);
            long before = System.currentTimeMillis() - 1_000;
            for (int i = 0; i < 5; i++) producer.send(new Message(topic, "T", "same", ("m" + i).getBytes()));
            long after = System.currentTimeMillis() + 1_000;
            until("5 of the key", () -> producer.queryMessage(topic, "same", 10, before, after).getMessageList().size() == 5);
            same(producer.queryMessage(topic, "same", 2, before, after).getMessageList().size(), 2);
            String early = refusal(() -> producer.queryMessage(topic, "same", 10, before - 600_000, before));
            refusal(() -> producer.viewMessage(topic, "7F00000100002A9F00000000FFFFFFFF"));
            refusal(() -> producer.viewMessage(topic, "no id"));
            return early;
        });
        Report.check("request and reply: an answer, an answer by callback, and nobody who answers", () -> {
            String topic = topic("request", 2);
            push(subscribed(consumer(unique("g")), topic, "T"), asked -> {
                if (body(asked).equals("silence")) return true;
                producer.send(MessageUtil.createReplyMessage(asked, ("re: " + body(asked)).getBytes()), 3_000);
                return true;
            });
            same(new String(producer.request(message(topic, "one"), 20_000).getBody()), "re: one");
            AtomicReference<String> answer = new AtomicReference<>();
            producer.request(message(topic, "two"), new RequestCallback() {
                public void onSuccess(Message reply) { answer.set(new String(reply.getBody())); }
                public void onException(Throwable error) { answer.set(error.toString()); }
            }, 20_000);
            until("the callback", () -> answer.get() != null);
            same(answer.get(), "re: two");
            String why = refusal(() -> producer.request(message(topic, "silence"), 1_500));
            expect(why.contains("RequestTimeoutException"), why);
            return "2 answers, 1 timeout";
        });
        Report.check("delay: a level beyond the last is the last; a delayed message keeps its properties and its keys", () -> {
            String topic = topic("delay", 1);
            Message late = message(topic, "late");
            late.setDelayTimeLevel(1);
            late.putUserProperty("colour", "red");
            Message beyond = message(topic, "beyond");
            beyond.setDelayTimeLevel(99);
            same(producer.send(beyond).getSendStatus(), SendStatus.SEND_OK);
            producer.send(late);
            until("the message", () -> all(topic).size() == 1);
            MessageExt got = all(topic).get(0);
            same(got.getUserProperty("colour") + " " + got.getKeys() + " " + got.getTags(), "red k-late T");
            return "level 1";
        });
        Report.check("transaction: asked " + CHECKS + " times, then given up", () -> {
            long end = System.currentTimeMillis() + 120_000;
            while (undecided.checks.get() < CHECKS) {
                expect(System.currentTimeMillis() < end, undecided.checks + " checks");
                Thread.sleep(200);
            }
            Thread.sleep(7_000);
            same(undecided.checks.get(), CHECKS);
            same(all(discarded).size(), 0);
            until("the copy that is put aside", () -> all("TRANS_CHECK_MAX_TIME_TOPIC").stream().anyMatch(each -> body(each).equals("undecided-" + RUN)));
            return undecided.checks + " checks";
        });
        end();
        System.exit(0);
    }
}
