package android.content;

import android.content.pm.PackageManager;
import android.net.Uri;
import android.os.Bundle;
import android.os.Parcelable;
import java.util.*;
import stubs.Phone;

public class Intent implements Parcelable {
    public static final String ACTION_MAIN = "android.intent.action.MAIN";
    public static final String ACTION_VIEW = "android.intent.action.VIEW";
    public static final String ACTION_SEND = "android.intent.action.SEND";
    public static final String ACTION_DIAL = "android.intent.action.DIAL";
    public static final String ACTION_CHOOSER = "android.intent.action.CHOOSER";
    public static final String ACTION_GET_CONTENT = "android.intent.action.GET_CONTENT";
    public static final String ACTION_OPEN_DOCUMENT = "android.intent.action.OPEN_DOCUMENT";
    public static final String CATEGORY_OPENABLE = "android.intent.category.OPENABLE";
    public static final String EXTRA_INTENT = "android.intent.extra.INTENT";
    public static final String EXTRA_STREAM = "android.intent.extra.STREAM";
    public static final int FLAG_GRANT_READ_URI_PERMISSION = 1;
    public static final int FLAG_GRANT_WRITE_URI_PERMISSION = 2;
    public static final int FLAG_ACTIVITY_LAUNCHED_FROM_HISTORY = 1048576;
    public static final int FLAG_ACTIVITY_NEW_TASK = 268435456;
    private final Map<String, Object> extras = new HashMap<>();
    private final Set<String> categories = new HashSet<>();
    private String action;
    private String type;
    private Uri data;
    private int flags;
    private ClipData clip;
    private ComponentName component;

    public Intent() {}
    public Intent(String action) { this.action = action; }
    public Intent(String action, Uri uri) { this.action = action; data = uri; }
    public Intent(Context packageContext, Class<?> cls) { component = new ComponentName(packageContext, cls); }

    public static Intent createChooser(Intent target, CharSequence title) {
        return new Intent(ACTION_CHOOSER).putExtra(EXTRA_INTENT, target);
    }

    public String getAction() { return action; }
    public Uri getData() { return data; }
    public Intent setData(Uri data) { this.data = data; return this; }
    public String getType() { return type; }
    public Intent setType(String type) { this.type = type; return this; }
    public int getFlags() { return flags; }
    public Intent addFlags(int flags) { this.flags |= flags; return this; }
    public Intent addCategory(String category) { categories.add(category); return this; }
    public Set<String> getCategories() { return categories; }
    public void setClipData(ClipData clip) { this.clip = clip; }
    public ClipData getClipData() { return clip; }
    public ComponentName getComponent() { return component; }
    public ComponentName resolveActivity(PackageManager pm) { return Phone.takes(this) ? new ComponentName((Context) null, Intent.class) : null; }
    public Intent putExtra(String name, Parcelable value) { extras.put(name, value); return this; }
    public Intent putExtra(String name, int value) { extras.put(name, value); return this; }
    @SuppressWarnings("unchecked")
    public <T extends Parcelable> T getParcelableExtra(String name) { return (T) extras.get(name); }
    public Bundle getExtras() { return null; }
}
