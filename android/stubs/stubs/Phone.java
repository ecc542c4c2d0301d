package stubs;

import android.content.ActivityNotFoundException;
import android.content.Intent;
import android.net.Uri;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.InputStream;
import java.util.*;

/** The phone that the stubs stand on: what a test sets, and what the app did. Not Android's. */
public final class Phone {
    public static File folder;
    public static android.app.Application application;
    public static String language;
    public static boolean hasSecureChip;
    public static boolean ignoresBattery;
    public static long elapsed;
    public static boolean hasEnded;
    public static android.content.pm.PackageInfo webView;
    /** What the web view says to servers; null: it does not start. */
    public static String userAgent;
    /** What Android breaks with when anything is to be opened. */
    public static Error breaks;
    public static final Set<String> granted = new HashSet<>();
    /** Actions that no app takes. */
    public static final Set<String> nobodyTakes = new HashSet<>();
    public static final List<Intent> started = new ArrayList<>();
    public static final List<Intent> asked = new ArrayList<>();
    public static final List<android.app.AlertDialog> dialogs = new ArrayList<>();
    public static final List<String> permissions = new ArrayList<>();
    public static final Map<Runnable, Long> posted = new LinkedHashMap<>();
    /** What other apps offer, by address. */
    public static final Map<String, byte[]> offered = new HashMap<>();
    /** What we let others reach, by address. */
    public static final Map<String, File> provided = new HashMap<>();
    private static final Map<Class<?>, Object> services = new HashMap<>();

    private Phone() {}

    public static void fresh(File folder) {
        Phone.folder = folder;
        application = null;
        language = "id";
        hasSecureChip = ignoresBattery = false;
        elapsed = 1_000_000;
        hasEnded = false;
        breaks = null;
        webView = new android.content.pm.PackageInfo();
        webView.packageName = "com.google.android.webview";
        webView.versionName = "80.0.3987.99";
        userAgent = null;
        android.os.Build.VERSION.SDK_INT = 30;
        for (Collection<?> kept : List.of(granted, nobodyTakes, started, asked, dialogs, permissions)) kept.clear();
        for (Map<?, ?> kept : List.of(posted, offered, provided, services)) kept.clear();
    }

    @SuppressWarnings("unchecked")
    public static <T> T service(Class<T> kind) {
        return (T) services.computeIfAbsent(kind, missing -> {
            try {
                return missing.getDeclaredConstructor().newInstance();
            } catch (ReflectiveOperationException error) {
                throw new IllegalStateException(error);
            }
        });
    }

    public static void start(Intent intent, List<Intent> into) {
        if (breaks != null) throw breaks;
        if (!takes(intent)) throw new ActivityNotFoundException();
        into.add(intent);
    }

    public static boolean takes(Intent intent) { return !nobodyTakes.contains(intent.getAction()); }

    public static InputStream opened(Uri uri) throws FileNotFoundException {
        byte[] content = offered.get(uri.toString());
        if (content == null) throw new FileNotFoundException();
        return new java.io.ByteArrayInputStream(content);
    }
}
