package androidx.activity;

import android.app.Activity;
import android.content.Intent;
import androidx.activity.result.*;
import androidx.activity.result.contract.ActivityResultContract;
import androidx.lifecycle.Lifecycle;
import androidx.lifecycle.LifecycleOwner;
import stubs.Phone;

public class ComponentActivity extends Activity implements LifecycleOwner {
    private final OnBackPressedDispatcher dispatcher = new OnBackPressedDispatcher();
    private final Lifecycle lifecycle = new Lifecycle() {};

    public final OnBackPressedDispatcher getOnBackPressedDispatcher() { return dispatcher; }
    @Override public Lifecycle getLifecycle() { return lifecycle; }

    public final <I, O> ActivityResultLauncher<I> registerForActivityResult(
        ActivityResultContract<I, O> contract, ActivityResultCallback<O> callback) {
        return new ActivityResultLauncher<>() {
            @Override public void launch(I input) {
                if (input instanceof Intent intent) Phone.start(intent, Phone.asked);
                else Phone.permissions.addAll(java.util.Arrays.asList((String[]) input));
            }
        };
    }
}
