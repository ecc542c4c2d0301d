package android.webkit;

public abstract class CookieManager {
    public static CookieManager getInstance() { throw new IllegalStateException("no cookies"); }
    public abstract String getCookie(String url);
}
