package androidx.core.content;

import android.content.Context;
import android.net.Uri;
import java.io.File;
import stubs.Phone;

public class FileProvider {
    public static Uri getUriForFile(Context context, String authority, File file) {
        Uri uri = Uri.parse("content://" + authority + "/" + file.getParentFile().getName() + "/" + file.getName());
        Phone.provided.put(uri.toString(), file);
        return uri;
    }
}
