package android.content;

import android.net.Uri;

public class ClipData {
    public Uri uri;

    public static ClipData newRawUri(CharSequence label, Uri uri) {
        ClipData made = new ClipData();
        made.uri = uri;
        return made;
    }
}
