package androidx.core.view;

import androidx.core.graphics.Insets;
import java.util.*;

public class WindowInsetsCompat {
    public static final WindowInsetsCompat CONSUMED = new WindowInsetsCompat();
    public final Map<Integer, Insets> kinds = new HashMap<>();

    /** The largest of those asked for, at each edge. */
    public Insets getInsets(int typeMask) {
        int[] edges = new int[4];
        kinds.forEach((kind, insets) -> {
            if ((kind & typeMask) == 0) return;
            int[] those = {insets.left, insets.top, insets.right, insets.bottom};
            for (int edge = 0; edge < 4; edge++) edges[edge] = Math.max(edges[edge], those[edge]);
        });
        return Insets.of(edges[0], edges[1], edges[2], edges[3]);
    }

    public static final class Type {
        public static int systemBars() { return 7; }
        public static int ime() { return 8; }
        public static int displayCutout() { return 128; }
    }
}
