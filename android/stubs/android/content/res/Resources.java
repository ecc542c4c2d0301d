package android.content.res;

import java.io.File;
import java.lang.reflect.Field;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.*;
import stubs.Phone;

/** Reads android/res, where the system property kentongan.res says that it is. */
public class Resources {
    public String getString(int id) { return element("string", id).getTextContent(); }

    public String getQuantityString(int id, int quantity, Object... formatArgs) {
        NodeList items = element("plurals", id).getElementsByTagName("item");
        String found = null;
        for (int place = 0; place < items.getLength(); place++) {
            Element item = (Element) items.item(place);
            boolean one = item.getAttribute("quantity").equals("one");
            if (one ? quantity == 1 : found == null) found = item.getTextContent();
            if (one && quantity == 1) break;
        }
        return String.format(found, formatArgs);
    }

    private static Element element(String kind, int id) {
        try {
            String folder = Phone.language.equals("id") ? "values" : "values-" + Phone.language;
            File file = new File(System.getProperty("kentongan.res"), folder + "/kentongan_strings.xml");
            Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file);
            NodeList elements = document.getElementsByTagName(kind);
            for (Field field : Class.forName("org.kentongan.phone.R$" + kind).getFields()) {
                for (int place = 0; place < elements.getLength(); place++) {
                    Element element = (Element) elements.item(place);
                    boolean named = element.getAttribute("name").equals(field.getName());
                    if (field.getInt(null) == id && named) return element;
                }
            }
            throw new IllegalStateException("no " + kind + " " + id + " in " + folder);
        } catch (ReflectiveOperationException | java.io.IOException | javax.xml.parsers.ParserConfigurationException
            | org.xml.sax.SAXException error) {
            throw new IllegalStateException(error);
        }
    }
}
