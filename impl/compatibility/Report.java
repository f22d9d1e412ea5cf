/** What a case of a client came to, one JSON line each. */
final class Report {
    interface Case { String run() throws Exception; }

    private Report() {}

    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) out.append(c == '"' || c == '\\' ? "\\" + c : c < ' ' ? " " : String.valueOf(c));
        return out.append('"').toString();
    }

    static void check(String name, Case which) {
        String status = "PASS";
        String detail;
        try {
            detail = which.run();
        } catch (Throwable t) {
            status = "FAIL";
            detail = t.toString().split("\n")[0];
        }
        System.out.println("{\"case\":" + quoted(name) + ",\"status\":\"" + status + "\",\"detail\":" + quoted(detail) + "}");
    }
}
