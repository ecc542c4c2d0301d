package android.net;

import android.os.Parcelable;
import java.io.File;

public abstract class Uri implements Parcelable {
    public abstract String getScheme();

    public static Uri parse(String uriString) { return new Text(uriString); }
    public static Uri fromFile(File file) { return new Text("file://" + file); }
    public static Uri fromParts(String scheme, String ssp, String fragment) { return new Text(scheme + ":" + ssp); }

    private static final class Text extends Uri {
        private final String text;

        Text(String text) { this.text = text; }
        @Override public String getScheme() { return text.substring(0, text.indexOf(':')); }
        @Override public String toString() { return text; }
    }
}
