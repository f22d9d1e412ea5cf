import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The keys of RocketMQ's configuration classes, as its own loader finds them: a setter of one simple argument is a key. A line a
 * key: class, key, type, whether it is one of the important ones, and its default.
 */
public class Keys {
    static final List<String> CLASSES = Arrays.asList(
        "org.apache.rocketmq.common.BrokerConfig",
        "org.apache.rocketmq.store.config.MessageStoreConfig",
        "org.apache.rocketmq.remoting.netty.NettyServerConfig",
        "org.apache.rocketmq.remoting.netty.NettyClientConfig",
        "org.apache.rocketmq.common.namesrv.NamesrvConfig",
        "org.apache.rocketmq.common.ControllerConfig",
        "org.apache.rocketmq.auth.config.AuthConfig",
        "org.apache.rocketmq.tieredstore.MessageStoreConfig");

    public static void main(String[] args) throws Exception {
        for (String name : CLASSES) {
            Class<?> type;
            try {
                type = Class.forName(name);
            } catch (ClassNotFoundException e) {
                continue;
            }
            Object fresh = type.getDeclaredConstructor().newInstance();
            Map<String, String> lines = new TreeMap<>();
            for (Method method : type.getMethods()) {
                String setter = method.getName();
                if (Modifier.isStatic(method.getModifiers()) || !setter.startsWith("set") || setter.length() < 4 || method.getParameterCount() != 1) continue;
                String argument = method.getParameterTypes()[0].getSimpleName();
                if (!Arrays.asList("int", "long", "double", "float", "boolean", "String").contains(argument)) continue;
                String key = setter.substring(3, 4).toLowerCase() + setter.substring(4);
                Field field = field(type, key);
                boolean important = field != null && Arrays.stream(field.getAnnotations()).anyMatch(each -> each.annotationType().getSimpleName().equals("ImportantField"));
                Object value = null;
                Class<?> valueType = method.getParameterTypes()[0];
                if (field != null) {
                    field.setAccessible(true);
                    value = field.get(fresh);
                    valueType = field.getType();
                }
                String kind = valueType.isEnum() ? "enum:" + String.join(",", Arrays.stream(valueType.getEnumConstants()).map(Object::toString).toArray(String[]::new)) : argument;
                lines.put(key, String.join("\t", type.getSimpleName(), name, key, kind, String.valueOf(important), value == null ? "" : String.valueOf(value)));
            }
            for (String line : lines.values()) System.out.println(line);
        }
    }

    static Field field(Class<?> type, String name) {
        for (Class<?> each = type; each != null; each = each.getSuperclass())
            try {
                return each.getDeclaredField(name);
            } catch (NoSuchFieldException e) {
                // It may be the superclass's.
            }
        return null;
    }
}
