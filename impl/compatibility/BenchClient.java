import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Arrays;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.client.producer.SendStatus;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;

/**
 * The stock client as a load: one line of JSON.
 *
 * NAMESRV send THREADS BYTES SECONDS WARMUP: synchronous sends of one shared producer.
 * NAMESRV consume COUNT BYTES: fills a topic, then one push consumer as it comes.
 * NAMESRV failover: prints "sending", then one line for the first ack behind the longest gap once its input ends.
 */
public class BenchClient {
    static String nameServer;

    static DefaultMQProducer producer() throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("BenchProducers");
        producer.setNamesrvAddr(nameServer);
        producer.start();
        return producer;
    }

    /** Until the topic is there. */
    static void first(DefaultMQProducer producer, String topic) throws Exception {
        for (int i = 0; ; i++) {
            try {
                if (producer.send(new Message(topic, new byte[16])).getSendStatus() == SendStatus.SEND_OK) return;
            } catch (Exception e) {
                if (i > 300) throw e;
            }
            Thread.sleep(100);
        }
    }

    static void send(int threads, int bytes, int seconds, int warmup) throws Exception {
        DefaultMQProducer producer = producer();
        String topic = "BenchSend" + System.nanoTime();
        first(producer, topic);
        byte[] body = new byte[bytes];
        long start = System.nanoTime() + warmup * 1_000_000_000L;
        long end = start + seconds * 1_000_000_000L;
        long[][] times = new long[threads][1 << 16];
        int[] counts = new int[threads];
        AtomicInteger failed = new AtomicInteger();
        ArrayList<Thread> all = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int mine = i;
            Thread thread = new Thread(() -> {
                for (long begun = System.nanoTime(); begun < end; begun = System.nanoTime()) {
                    try {
                        boolean ok = producer.send(new Message(topic, body)).getSendStatus() == SendStatus.SEND_OK;
                        long now = System.nanoTime();
                        if (!ok) failed.incrementAndGet();
                        else if (begun >= start && now <= end) {
                            if (counts[mine] == times[mine].length) times[mine] = Arrays.copyOf(times[mine], 2 * counts[mine]);
                            times[mine][counts[mine]++] = now - begun;
                        }
                    } catch (Exception e) {
                        failed.incrementAndGet();
                    }
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) thread.join();
        long[] sorted = new long[Arrays.stream(counts).sum()];
        for (int i = 0, at = 0; i < threads; at += counts[i++]) System.arraycopy(times[i], 0, sorted, at, counts[i]);
        Arrays.sort(sorted);
        double p99 = sorted.length == 0 ? -1 : sorted[(int) (sorted.length * 0.99)] / 1e6;
        System.out.printf("{\"rate\":%.1f,\"p99\":%.3f,\"failed\":%d}%n", sorted.length / (double) seconds, p99, failed.get());
    }

    static void consume(int count, int bytes) throws Exception {
        DefaultMQProducer producer = producer();
        String topic = "BenchConsume" + System.nanoTime();
        first(producer, topic);
        AtomicInteger left = new AtomicInteger(count);
        ArrayList<Thread> all = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Thread thread = new Thread(() -> {
                while (left.getAndDecrement() > 0) {
                    try {
                        producer.send(new Message(topic, new byte[bytes]));
                    } catch (Exception e) {
                        left.incrementAndGet();
                    }
                }
            });
            thread.start();
            all.add(thread);
        }
        for (Thread thread : all) thread.join();
        AtomicInteger got = new AtomicInteger();
        AtomicLong begun = new AtomicLong();
        AtomicLong ended = new AtomicLong();
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer("BenchGroup" + System.nanoTime());
        consumer.setNamesrvAddr(nameServer);
        consumer.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            begun.compareAndSet(0, System.nanoTime());
            if (got.addAndGet(messages.size()) >= count) ended.compareAndSet(0, System.nanoTime());
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        for (int i = 0; ended.get() == 0 && i < 24_000; i++) Thread.sleep(5);
        System.out.printf("{\"rate\":%.1f,\"failed\":%d}%n", ended.get() == 0 ? -1.0 : count / ((ended.get() - begun.get()) / 1e9), Math.max(0, count - got.get()));
    }

    /** What may still come of a broker that is gone: milliseconds. */
    static final long UNDER_WAY = 20;

    /**
     * The stock client's own view of a failover: from its last ack before the time that it is told, in milliseconds since 1970, as that at which
     * a broker was gone, to the first one behind it.
     */
    static void failover(int pollMs) throws Exception {
        DefaultMQProducer producer = new DefaultMQProducer("BenchProducers");
        producer.setNamesrvAddr(nameServer);
        if (pollMs > 0) producer.setPollNameServerInterval(pollMs);
        producer.start();
        String topic = "BenchFailover" + System.nanoTime();
        first(producer, topic);
        System.out.println("sending");
        BufferedReader told = new BufferedReader(new InputStreamReader(System.in));
        ArrayList<Long> acks = new ArrayList<>();
        long gone = Long.MAX_VALUE;
        for (long deadline = System.currentTimeMillis() + 180_000; System.currentTimeMillis() < deadline; ) {
            try {
                if (producer.send(new Message(topic, new byte[16])).getSendStatus() == SendStatus.SEND_OK) acks.add(System.currentTimeMillis());
            } catch (Exception e) {
                Thread.sleep(5);
            }
            if (gone == Long.MAX_VALUE && told.ready()) gone = Long.parseLong(told.readLine().trim()) + UNDER_WAY;
            if (acks.isEmpty() || acks.get(acks.size() - 1) <= gone) continue;
            long before = 0;
            for (long ack : acks) {
                if (ack > gone) {
                    System.out.printf("{\"gap\":%d}%n", ack - before);
                    return;
                }
                before = ack;
            }
        }
        System.out.println("{\"gap\":-1}");
    }

    public static void main(String[] args) throws Exception {
        nameServer = args[0];
        if (args[1].equals("send")) send(Integer.parseInt(args[2]), Integer.parseInt(args[3]), Integer.parseInt(args[4]), Integer.parseInt(args[5]));
        else if (args[1].equals("consume")) consume(Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        else failover(Integer.parseInt(args[2]));
        // The client's threads would keep it.
        Runtime.getRuntime().halt(0);
    }
}
