package shop;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A RocketMQ cluster that lives as long as a test. */
final class RocketproofCluster implements AutoCloseable {
    private final Process process;
    private final String ready;

    /** Starts one, with the flags of {@code rocketproof cluster}, and returns once clients can send. */
    RocketproofCluster(String... flags) throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getenv().getOrDefault("ROCKETPROOF", "npx rocketproof").split(" ")));
        command.addAll(List.of("cluster", "--port", "0"));
        command.addAll(List.of(flags));
        process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        ready = process.inputReader().readLine();
        if (ready == null) throw new IOException("the cluster did not start: " + String.join(" ", command));
    }

    /** For clients. */
    String nameServer() {
        return field("namesrv", ready);
    }

    /** {@code kill}, {@code restart}, {@code pause}, {@code power-loss} … a node, by name or by role; its name. */
    String post(String what, String node) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(field("control", ready) + "/" + what)).POST(BodyPublishers.ofString("{\"broker\":\"" + node + "\"}")).build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        if (answer.statusCode() != 200) throw new IOException(what + " " + node + ": " + answer.body());
        return field("node", answer.body());
    }

    private static String field(String name, String json) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]+)\"").matcher(json);
        if (!found.find()) throw new IllegalArgumentException(name + " is not in " + json);
        return found.group(1);
    }

    @Override
    public void close() throws InterruptedException {
        // npx starts the program as a process of its own.
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroy);
        process.waitFor();
    }
}
