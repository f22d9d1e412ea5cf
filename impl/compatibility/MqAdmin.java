import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.DefaultMQPushConsumer;
import org.apache.rocketmq.client.consumer.MessageSelector;
import org.apache.rocketmq.client.consumer.listener.ConsumeConcurrentlyStatus;
import org.apache.rocketmq.client.consumer.listener.ConsumeOrderlyStatus;
import org.apache.rocketmq.client.consumer.listener.MessageListenerConcurrently;
import org.apache.rocketmq.client.consumer.listener.MessageListenerOrderly;
import org.apache.rocketmq.client.producer.DefaultMQProducer;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.tools.command.MQAdminStartup;

/**
 * Runs commands of RocketMQ's mqadmin one after the other in one JVM, which takes seconds to start. One line of stdin is one
 * command: how many milliseconds it may take, and its arguments, tab between them. One line of stdout answers it: `ended` or
 * `running`, and what it printed in Base64. A consumer and a producer for the commands that ask about clients run here, too.
 */
public class MqAdmin {
    /** What a command prints is told from what an earlier one, which runs on, prints by the group of the thread. */
    private static final Map<ThreadGroup, ByteArrayOutputStream> PRINTED = new ConcurrentHashMap<>();

    private static final class Demultiplexer extends OutputStream {
        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) {
            for (ThreadGroup group = Thread.currentThread().getThreadGroup(); group != null; group = group.getParent()) {
                ByteArrayOutputStream printed = PRINTED.get(group);
                if (printed != null) {
                    printed.write(bytes, from, length);
                    return;
                }
            }
        }
    }

    /** Two runs send to the same one. */
    private static MessageQueue firstQueue(List<MessageQueue> queues, Message message, Object ignored) {
        return Collections.min(queues);
    }

    /** Clients for the commands that ask about them: `clients TOPIC CONSUMER-GROUP PRODUCER-GROUP`. They stay. */
    private static void startClients(String topic, String consumerGroup, String producerGroup) throws Exception {
        CountDownLatch consumed = new CountDownLatch(1);
        DefaultMQPushConsumer consumer = new DefaultMQPushConsumer(consumerGroup);
        consumer.setInstanceName("admin-run");
        consumer.setHeartbeatBrokerInterval(1000);
        consumer.setPollNameServerInterval(1000);
        consumer.subscribe(topic, "*");
        consumer.registerMessageListener((MessageListenerConcurrently) (messages, context) -> {
            consumed.countDown();
            return ConsumeConcurrentlyStatus.CONSUME_SUCCESS;
        });
        consumer.start();
        DefaultMQProducer producer = new DefaultMQProducer(producerGroup);
        producer.setInstanceName("admin-run");
        producer.start();
        System.out.println(producer.send(new Message(topic, "TagA", "key3", "hello".getBytes(StandardCharsets.UTF_8)), MqAdmin::firstQueue, null, 5000).getSendStatus());
        // By itself it tells the broker its progress after ten seconds.
        if (!consumed.await(10, TimeUnit.SECONDS)) throw new IllegalStateException("nothing was consumed");
        consumer.getDefaultMQPushConsumerImpl().persistConsumerOffset();
        System.out.println("client " + consumer.buildMQClientId());
    }

    /** Its argument's class is in another package in each version. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static void setBroadcasting(DefaultMQPushConsumer consumer) throws ReflectiveOperationException {
        for (Method method : DefaultMQPushConsumer.class.getMethods())
            if (method.getName().equals("setMessageModel")) method.invoke(consumer, Enum.valueOf((Class) method.getParameterTypes()[0], "BROADCASTING"));
    }

    /** Groups that consume in other ways, and a message that comes later: `more-clients TOPIC`. They stay. */
    private static void startMoreClients(String topic) throws Exception {
        DefaultMQPushConsumer orderly = new DefaultMQPushConsumer("OrderlyGroup");
        orderly.setInstanceName("admin-run");
        orderly.subscribe(topic, "TagA || TagB");
        orderly.registerMessageListener((MessageListenerOrderly) (messages, context) -> ConsumeOrderlyStatus.SUCCESS);
        orderly.start();
        DefaultMQPushConsumer broadcast = new DefaultMQPushConsumer("BroadcastGroup");
        broadcast.setInstanceName("admin-run");
        setBroadcasting(broadcast);
        broadcast.setConsumeFromWhere(ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET);
        broadcast.subscribe(topic, MessageSelector.bySql("a > 1"));
        broadcast.registerMessageListener((MessageListenerConcurrently) (messages, context) -> ConsumeConcurrentlyStatus.CONSUME_SUCCESS);
        broadcast.start();
        DefaultMQProducer producer = new DefaultMQProducer("LateProducers");
        producer.setInstanceName("admin-run");
        producer.start();
        Message late = new Message(topic, "TagA", "late", "hello".getBytes(StandardCharsets.UTF_8));
        late.setDelayTimeLevel(1);
        System.out.println(producer.send(late, MqAdmin::firstQueue, null, 5000).getSendStatus());
        // Locks of queues, and what comes late, take their time.
        Thread.sleep(3000);
        orderly.getDefaultMQPushConsumerImpl().persistConsumerOffset();
    }

    /** mqadmin keeps its commands, and they their clients, which cannot be started twice. The list's name is its version's. */
    private static void forgetCommands() throws ReflectiveOperationException {
        for (Field field : MQAdminStartup.class.getDeclaredFields()) {
            if (!Collection.class.isAssignableFrom(field.getType())) continue;
            field.setAccessible(true);
            ((Collection<?>) field.get(null)).clear();
        }
    }

    /** A command that lacks an option ends the whole JVM; here it ends itself. */
    @SuppressWarnings("removal")
    private static void refuseExits() {
        System.setSecurityManager(new SecurityManager() {
            @Override
            public void checkPermission(java.security.Permission permission) { }

            @Override
            public void checkExit(int status) {
                throw new SecurityException("exit " + status);
            }
        });
    }

    @SuppressWarnings("removal")
    public static void main(String[] ignored) throws Exception {
        refuseExits();
        PrintStream answers = System.out;
        PrintStream shared = new PrintStream(new Demultiplexer(), true, "UTF-8");
        System.setOut(shared);
        System.setErr(shared);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] parts = line.split("\t", -1);
            String[] args = java.util.Arrays.copyOfRange(parts, 1, parts.length);
            ThreadGroup group = new ThreadGroup(args[0]);
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            PRINTED.put(group, printed);
            Thread thread = new Thread(group, () -> {
                try {
                    if (args[0].equals("clients")) startClients(args[1], args[2], args[3]);
                    else if (args[0].equals("more-clients")) startMoreClients(args[1]);
                    else {
                        forgetCommands();
                        MQAdminStartup.main0(args, null);
                    }
                } catch (SecurityException exit) {
                    System.out.println(exit.getMessage());
                } catch (Throwable error) {
                    error.printStackTrace();
                }
            });
            thread.setDaemon(true);
            thread.start();
            thread.join(Long.parseLong(parts[0]));
            boolean ended = !thread.isAlive();
            if (!ended) group.interrupt();
            answers.println((ended ? "ended" : "running") + " " + Base64.getEncoder().encodeToString(printed.toByteArray()));
            answers.flush();
        }
        System.setSecurityManager(null);
        Runtime.getRuntime().halt(0);
    }
}
