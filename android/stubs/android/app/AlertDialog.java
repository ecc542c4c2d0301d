package android.app;

import android.content.Context;
import android.content.DialogInterface;
import java.util.*;
import stubs.Phone;

public class AlertDialog implements DialogInterface {
    public String title;
    public String message;
    public boolean isCancelable = true;
    /** By what stands on them. */
    public final Map<String, DialogInterface.OnClickListener> buttons = new LinkedHashMap<>();

    public static class Builder {
        private final AlertDialog made = new AlertDialog();
        private final Context context;

        public Builder(Context context) { this.context = context; }

        public Builder setTitle(int titleId) { made.title = context.getString(titleId); return this; }
        public Builder setMessage(int messageId) { made.message = context.getString(messageId); return this; }
        public Builder setCancelable(boolean cancelable) { made.isCancelable = cancelable; return this; }
        public Builder setNegativeButton(int textId, DialogInterface.OnClickListener listener) { return button(textId, listener); }
        public Builder setPositiveButton(int textId, DialogInterface.OnClickListener listener) { return button(textId, listener); }
        public AlertDialog show() {
            Phone.dialogs.add(made);
            return made;
        }

        private Builder button(int textId, DialogInterface.OnClickListener listener) {
            made.buttons.put(context.getString(textId), listener);
            return this;
        }
    }
}
